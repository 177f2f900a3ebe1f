use fingerpost::*;
fn main() {
    let mut sources = diagnostic::Sources::new();
    let mut cats = Vec::new();
    let t = std::time::Instant::now();
    for f in pack::EMBEDDED.iter().filter(|f| f.path.starts_with("catalog/")) {
        let id = sources.add(f.path, f.text);
        cats.push(catalog::CatalogFile { path: &f.path["catalog/".len()..], source: id, text: f.text });
    }
    let show = |d: &diagnostic::Diagnostics, s: &diagnostic::Sources| {
        for d in d {
            println!(
                "{} {} {} | {:?}",
                d.span.map(|x| s.place(x).to_string()).unwrap_or_default(),
                d.code.as_str(),
                d.message,
                d.help
            );
            for (s2, l) in &d.related {
                println!("    {} {}", s.place(*s2), l);
            }
        }
    };
    println!("sources {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let catalog = match catalog::load_embedded(&cats) {
        Ok(c) => c,
        Err(d) => {
            show(&d, &sources);
            return;
        }
    };
    println!("catalog {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let mut files = pack::PackFiles::default();
    for f in pack::EMBEDDED.iter().filter(|f| f.path.starts_with("containers/") && !f.path.contains("cases"))
    {
        let id = sources.add(f.path, f.text);
        let (file, d) = language::parse(id, f.text);
        show(&d, &sources);
        files.files.push(file);
    }
    println!("parse {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let p = match pack::compile(&[files], &catalog) {
        Ok(p) => p,
        Err(d) => {
            show(&d, &sources);
            return;
        }
    };
    println!("compile {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let dated = pack::DatedPack::new(&p, &catalog, p.as_of());
    println!("dated {:?}", t.elapsed());
    for arg in std::env::args().skip(1) {
        let id = sources.add("arg", arg.clone());
        let r = requirement::read::read(id, &arg, requirement::read::Format::Yaml);
        show(&r.diagnostics, &sources);
        for w in &r.workloads {
            match requirement::check(w, &p, &catalog) {
                Err(d) => show(&d, &sources),
                Ok(req) => {
                    let t = std::time::Instant::now();
                    let e = eval::evaluate(&dated, req.sheet());
                    println!("evaluate {:?}", t.elapsed());
                    let t = std::time::Instant::now();
                    let rep =
                        report::build(report::Context { dated: &dated, sources: &sources }, "x", &req, &e);
                    println!("report {:?}", t.elapsed());
                    println!("{}", serde_json::to_string_pretty(&rep).unwrap());
                }
            }
        }
    }
}

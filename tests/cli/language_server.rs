//! The language server, driven over its protocol.

use lsp_server::{Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

use crate::support::{Holds, Run};

const PACK: &str = "pack acme 1.0.0\n    extends messaging\n\nreference handbook \"The handbook\"\n    url \"https://example.org/handbook\"\n    read 2026-11-01\n";

/// Two units of UTF-16 stand before what is looked for on its line.
const RULES: &str = "\
question eu_only: yes_no
    ask     \"Must it stay in the EU?\"
    help    \"Ask the data protection officer.\"
    default no

constraint eu_only_here
    when    eu_only and purpose = tasks
    need    service.provider = gcp and service.max_retention >= 1 d
    refuse  \"\u{1f980} {eu_only}: {service} keeps {service.max_retention}\"
    because \"the contract says so\"
    source  handbook
";

const CASES: &str = "case \"one\"\n    given  eu_only = yes\n    expect gcp gcp.pubsub\n    reject aws.sqs by eu_only_here\n    source handbook\n";

/// A conversation with the server: what is sent, in order, and where the files are.
struct Session {
    run: Run,
    sent: Vec<Message>,
}

impl Session {
    /// After `initialize`, in a folder with the pack; only `rules.rules` has not been saved yet.
    fn new() -> Self {
        let run = Run::new("rules lsp").file("acme/acme.rules", PACK).file("acme/cases/one.rules", CASES);
        let mut session = Self { run, sent: Vec::new() };
        session.request("initialize", json!({ "capabilities": {}, "processId": null, "rootUri": null }));
        session.notify("initialized", json!({}));
        session
    }

    fn uri(&self, file: &str) -> String {
        format!("file://{}/{file}", self.run.path().display())
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.sent.push(Message::Notification(Notification { method: method.to_owned(), params }));
    }

    /// Sends a request; gives the id that its answer has.
    fn request(&mut self, method: &str, params: Value) -> RequestId {
        let id = RequestId::from(i32::try_from(self.sent.len()).expect("few messages"));
        self.sent.push(Message::Request(Request { id: id.clone(), method: method.to_owned(), params }));
        id
    }

    fn open(&mut self, file: &str, text: &str) {
        let uri = self.uri(file);
        let document = json!({ "uri": uri, "languageId": "rules", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    fn change(&mut self, file: &str, text: &str) {
        let document = json!({ "uri": self.uri(file), "version": 2 });
        let changes = json!([{ "text": text }]);
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// A request about the place right behind a piece of a line.
    fn ask(&mut self, method: &str, file: &str, text: &str, behind: &str) -> RequestId {
        self.ask_with(method, file, text, behind, &json!({}))
    }

    fn ask_with(&mut self, method: &str, file: &str, text: &str, behind: &str, more: &Value) -> RequestId {
        let (line, column) = place(text, behind);
        let mut params = json!({
            "textDocument": { "uri": self.uri(file) },
            "position": { "line": line, "character": column },
        });
        params.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        self.request(method, params)
    }

    /// Says goodbye, and gives everything that was answered.
    fn end(mut self) -> Answers {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        let mut input = Vec::new();
        self.sent.iter().for_each(|message| message.write(&mut input).expect("a buffer takes everything"));
        let ended = self.run.stdin(input).run().is(0, Holds::Something, Holds::Nothing);
        let mut output = ended.stdout.as_bytes();
        let mut answers = Vec::new();
        while let Some(message) = Message::read(&mut output).expect("a message") {
            answers.push(message);
        }
        Answers(answers)
    }
}

/// Line and UTF-16 column right behind a piece of a text.
fn place(text: &str, behind: &str) -> (usize, usize) {
    let end = text.find(behind).unwrap_or_else(|| panic!("{behind}")) + behind.len();
    let before = text.split_at(end).0;
    let line = before.matches('\n').count();
    (line, before.rsplit('\n').next().expect("a line").encode_utf16().count())
}

struct Answers(Vec<Message>);

impl Answers {
    fn response(&self, id: &RequestId) -> &Response {
        let own = self.0.iter().find_map(|message| match message {
            Message::Response(response) if response.id == *id => Some(response),
            _ => None,
        });
        own.expect("an answer")
    }

    fn result(&self, id: &RequestId) -> Value {
        let response = serde_json::to_value(self.response(id)).expect("JSON");
        assert!(response.get("error").is_none(), "{response}");
        response["result"].clone()
    }

    fn error(&self, id: &RequestId) -> String {
        let response = serde_json::to_value(self.response(id)).expect("JSON");
        response["error"]["message"].as_str().unwrap_or_else(|| panic!("{response}")).to_owned()
    }

    /// The findings of a file as they were published one after another: code, line and column.
    fn findings(&self, file: &str) -> Vec<Vec<(String, u64, u64)>> {
        let published = self.0.iter().filter_map(|message| match message {
            Message::Notification(note) if note.method == "textDocument/publishDiagnostics" => {
                Some(&note.params)
            }
            _ => None,
        });
        let own = published.filter(|params| params["uri"].as_str().is_some_and(|uri| uri.ends_with(file)));
        let finding = |finding: &Value| {
            let start = &finding["range"]["start"];
            let number = |value: &Value| value.as_u64().expect("a number");
            let code = finding["code"].as_str().expect("a code").to_owned();
            (code, number(&start["line"]), number(&start["character"]))
        };
        own.map(|params| params["diagnostics"].as_array().expect("a list").iter().map(finding).collect())
            .collect()
    }
}

fn labels(completion: &Value) -> Vec<&str> {
    completion
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| item["label"].as_str().expect("a label"))
        .collect()
}

const FILE: &str = "acme/rules.rules";

#[test]
fn a_session_begins_with_what_the_server_can_do_and_ends_with_shutdown() {
    let mut session = Session::new();
    let unknown = session.request("textDocument/colour", json!({}));
    let malformed = session.request("textDocument/hover", json!({ "textDocument": 7 }));
    let answers = session.end();
    let capabilities = &answers.result(&RequestId::from(0))["capabilities"];
    for name in ["hoverProvider", "definitionProvider", "documentFormattingProvider"] {
        assert_eq!(capabilities[name], json!(true), "{name}");
    }
    assert_eq!(capabilities["positionEncoding"], "utf-16");
    assert!(answers.error(&unknown).contains("textDocument/colour"));
    assert!(answers.error(&malformed).contains("invalid type"));
}

#[test]
fn without_initialize_or_shutdown_the_session_is_refused() {
    let mut input = Vec::new();
    let request = Request { id: 1.into(), method: "textDocument/hover".to_owned(), params: json!({}) };
    Message::Request(request).write(&mut input).expect("a buffer takes everything");
    let ended = Run::new("rules lsp").stdin(input).run();
    ended.is(1, Holds::All(&["the first request is `initialize`"]), Holds::Nothing);
    let ended = Run::new("rules lsp").stdin("Content-Length: 5\r\n\r\nhello").run();
    ended.is(1, Holds::Nothing, Holds::All(&["no message of a language client"]));
    Run::new("rules lsp").stdin("").run().is(1, Holds::Nothing, Holds::Nothing);
}

#[test]
fn errors_come_and_go_while_a_file_is_written() {
    let mut session = Session::new();
    session.open(FILE, "question eu_only: yes_no\n    defautl no\n");
    session.change(FILE, &RULES.replace("purpose = tasks", "purpos = tasks"));
    session.change(FILE, RULES);
    let answers = session.end();
    let found = answers.findings("rules.rules");
    let code = |code: &str, line, column| vec![(code.to_owned(), line, column)];
    assert_eq!(found, [code("unexpected-text", 1, 4), code("unknown-name", 6, 24), vec![]]);
    // The case names a constraint that the broken file does not have, and later does.
    let cases = answers.findings("one.rules");
    assert!(cases.iter().flatten().all(|(code, ..)| code == "unknown-name"), "{cases:?}");
    assert!(cases.last().is_none_or(Vec::is_empty), "{cases:?}");
}

#[test]
fn hovering_explains_questions_facts_and_services_with_source_and_date() {
    let mut session = Session::new();
    session.open(FILE, RULES);
    let question = session.ask("textDocument/hover", FILE, RULES, "{eu_on");
    let base = session.ask("textDocument/hover", FILE, RULES, "and purp");
    let fact = session.ask("textDocument/hover", FILE, RULES, "keeps {service.max_ret");
    let nothing = session.ask("textDocument/hover", FILE, RULES, "\"the contract");
    session.open("acme/cases/one.rules", CASES);
    let service = session.ask("textDocument/hover", "acme/cases/one.rules", CASES, "gcp.pub");
    let answers = session.end();
    let text = |id| answers.result(id)["contents"]["value"].as_str().expect("a text").to_owned();
    let said = text(&question);
    assert!(said.contains("Must it stay in the EU?") && said.contains("if unanswered: no"), "{said}");
    assert!(text(&base).contains("What are the messages?"));
    let said = text(&fact);
    assert!(
        said.contains(
            "aws.sqs: 14 d, [docs.aws.amazon.com](https://docs.aws.amazon.com/AWSSimpleQueueService"
        ),
        "{said}"
    );
    assert!(said.contains("read 2026-11-24"), "{said}");
    assert!(text(&service).contains("**Pub/Sub** (gcp.pubsub)"));
    assert_eq!(answers.result(&nothing), Value::Null);
    // The crab takes two units: the range is that of the name.
    let range = &answers.result(&question)["range"];
    assert_eq!(
        (range["start"]["character"].as_u64(), range["end"]["character"].as_u64()),
        (Some(17), Some(24))
    );
}

#[test]
fn completion_knows_what_may_stand_where() {
    let mut session = Session::new();
    session.open(FILE, RULES);
    let mut typed = |text: &str| {
        let whole = format!("{RULES}\n{text}");
        session.change(FILE, &whole);
        session.ask("textDocument/completion", FILE, &whole, text)
    };
    let items = typed("cons");
    let clauses = typed("constraint two\n    ne");
    let questions = typed("constraint two\n    when eu");
    let facts = typed("constraint two\n    need service.max_");
    let options = typed("constraint two\n    when purpose = ");
    let listed = typed("constraint two\n    when purpose in [tasks, ");
    let services = typed("outcome two\n    gcp gcp.");
    let places = typed("node two\n    when eu_only -> ");
    let sources = typed("constraint two\n    source ");
    let constraints = typed("case \"two\"\n    reject aws.sqs by ");
    let given = typed("case \"two\"\n    given purpose = ");
    let second = typed("case \"two\"\n    given eu_only = yes, pur");
    let comment = typed("# when ");
    let quoted = typed("caveat two\n    say \"when ");
    let answers = session.end();
    let result = |id: &RequestId| answers.result(id);
    assert_eq!(labels(&result(&items)), ["constraint"]);
    assert_eq!(labels(&result(&clauses)), ["need"]);
    assert_eq!(labels(&result(&questions)), ["eu_only"]);
    assert_eq!(
        labels(&result(&facts)),
        ["service.max_message_size", "service.max_retention", "service.max_delay"]
    );
    assert_eq!(labels(&result(&options)), ["tasks", "events", "stream"]);
    assert_eq!(labels(&result(&listed)), ["tasks", "events", "stream"]);
    assert_eq!(labels(&result(&services)), ["gcp.cloud-tasks", "gcp.managed-kafka", "gcp.pubsub"]);
    assert!(labels(&result(&places)).contains(&"careful_queue"));
    assert_eq!(labels(&result(&sources)), ["handbook"]);
    assert!(labels(&result(&constraints)).contains(&"eu_only_here"));
    assert_eq!(labels(&result(&given)), ["tasks", "events", "stream"]);
    assert_eq!(labels(&result(&second)), ["purpose"]);
    assert_eq!(labels(&result(&comment)), Vec::<&str>::new());
    assert_eq!(labels(&result(&quoted)), Vec::<&str>::new());
    let edit = &result(&services)[0]["textEdit"];
    assert_eq!(
        (edit["range"]["start"]["character"].as_u64(), edit["newText"].as_str()),
        (Some(8), Some("gcp.cloud-tasks"))
    );
}

#[test]
fn definition_and_rename_reach_other_files_and_texts() {
    let mut session = Session::new();
    session.open(FILE, RULES);
    let definition = session.ask("textDocument/definition", "acme/cases/one.rules", CASES, "given  eu_");
    let built_in = session.ask("textDocument/definition", FILE, RULES, "and purp");
    let rename = session.ask_with(
        "textDocument/rename",
        FILE,
        RULES,
        "when    eu_only",
        &json!({ "newName": "in_europe" }),
    );
    let taken = session.ask_with(
        "textDocument/rename",
        FILE,
        RULES,
        "when    eu_only",
        &json!({ "newName": "purpose" }),
    );
    let reserved = session.ask_with(
        "textDocument/rename",
        FILE,
        RULES,
        "when    eu_only",
        &json!({ "newName": "when" }),
    );
    let theirs =
        session.ask_with("textDocument/rename", FILE, RULES, "and purp", &json!({ "newName": "mine" }));
    let service = session.ask("textDocument/prepareRename", "acme/cases/one.rules", CASES, "gcp.pub");
    let prepared = session.ask("textDocument/prepareRename", FILE, RULES, "question eu");
    let answers = session.end();
    let place = answers.result(&definition);
    assert!(place["uri"].as_str().is_some_and(|uri| uri.ends_with("/acme/rules.rules")), "{place}");
    assert_eq!(place["range"]["start"], json!({ "line": 0, "character": 9 }));
    assert_eq!(answers.result(&built_in), Value::Null);
    let edit = answers.result(&rename);
    let mut starts = Vec::new();
    for file in edit["documentChanges"].as_array().expect("files") {
        let uri = file["textDocument"]["uri"].as_str().expect("an address");
        for edit in file["edits"].as_array().expect("edits") {
            let start = &edit["range"]["start"];
            let name = uri.rsplit('/').next().expect("a name").to_owned();
            starts.push((name, start["line"].as_u64(), start["character"].as_u64()));
        }
    }
    let at = |file: &str, line, column| (file.to_owned(), Some(line), Some(column));
    let expected =
        [at("one.rules", 1, 11), at("rules.rules", 0, 9), at("rules.rules", 6, 12), at("rules.rules", 8, 17)];
    assert_eq!(starts, expected);
    assert!(answers.error(&taken).contains("declared already"));
    assert!(answers.error(&reserved).contains("cannot be a name"));
    assert!(answers.error(&theirs).contains("rules of the program"));
    assert_eq!(answers.result(&service), Value::Null);
    assert_eq!(answers.result(&prepared)["start"], json!({ "line": 0, "character": 9 }));
}

#[test]
fn formatting_lays_out_the_whole_file_or_leaves_it() {
    let mut session = Session::new();
    session.open(FILE, "question a :yes_no default no # why\n");
    let options = json!({ "textDocument": { "uri": session.uri(FILE) }, "options": { "tabSize": 4, "insertSpaces": true } });
    let ugly = session.request("textDocument/formatting", options.clone());
    session.change(FILE, "question a: yes_no\n    default no  # why\n");
    let tidy = session.request("textDocument/formatting", options.clone());
    session.change(FILE, "question a: yes_no\n    default\n");
    let broken = session.request("textDocument/formatting", options);
    let answers = session.end();
    let edits = answers.result(&ugly);
    assert_eq!(edits[0]["newText"], "question a: yes_no\n    default no  # why\n");
    assert_eq!(edits[0]["range"]["end"], json!({ "line": 1, "character": 0 }));
    assert_eq!(answers.result(&tidy), json!([]));
    assert_eq!(answers.result(&broken), Value::Null);
}

/// The length of a message is the client's word: it is not set aside before anything has come.
#[test]
fn a_message_that_is_too_large_ends_the_session_with_a_sentence() {
    for length in ["4294967295", "99999999999999", "18446744073709551615"] {
        let run = Run::new("rules lsp").stdin(format!("Content-Length: {length}\r\n\r\n{{}}"));
        let sentence = format!("a message of {length} bytes is announced on standard input");
        run.run().is(1, Holds::Nothing, Holds::All(&["file-too-large", &sentence]));
    }
}

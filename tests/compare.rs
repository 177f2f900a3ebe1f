//! `compare` gives the tables of the lesson with today's values. Expected values are typed from the lesson's tables and,
//! where providers document something else, from the corrections to them; the comment names the lesson's row.

use serde_json::Value;

use crate::support::Run;

/// What a cell must hold.
enum Cell {
    /// Exactly this value.
    Is(Value),
    /// A list with at least these words.
    Has(&'static [&'static str]),
    /// A text with these words in it, in any case.
    Says(&'static [&'static str]),
}

use Cell::{Has, Says};

fn is(value: impl Into<Value>) -> Cell {
    Cell::Is(value.into())
}

impl Cell {
    fn holds(&self, value: &Value) -> bool {
        match self {
            Self::Is(expected) => value == expected,
            Self::Has(words) => {
                let known: Vec<&str> =
                    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                words.iter().all(|word| known.contains(word))
            }
            Self::Says(words) => {
                let text = value.as_str().unwrap_or_default().to_lowercase();
                words.iter().all(|word| text.contains(&word.to_lowercase()))
            }
        }
    }
}

/// A table as JSON.
struct Table {
    services: Vec<String>,
    rows: Vec<Value>,
}

impl Table {
    fn of(ids: &str) -> Self {
        let table = Run::new(&format!("compare --format json {ids}")).run().json(0);
        let services = table["services"].as_array().unwrap().iter();
        let services = services.map(|service| service["id"].as_str().unwrap().to_owned()).collect();
        Self { services, rows: table["rows"].as_array().unwrap().clone() }
    }

    #[track_caller]
    fn fact(&self, key: &str, service: &str) -> &Value {
        let column = self.services.iter().position(|id| id == service).unwrap();
        let row = self.rows.iter().find(|row| row["key"] == key).unwrap_or_else(|| panic!("no row {key}"));
        &row["facts"][column]
    }

    /// The value, cited: an address, and the day on which it was read.
    #[track_caller]
    fn cell(&self, key: &str, service: &str, expected: &Cell) {
        let fact = self.fact(key, service);
        assert!(expected.holds(&fact["value"]), "{key} of {service}: {}", fact["value"]);
        let (source, read) = (fact["source"].as_str().unwrap(), fact["read"].as_str().unwrap());
        assert!(source.starts_with("https://") && read.len() == 10, "{key} of {service}: {source} {read}");
    }

    /// What the lesson says stands beside a value that differs from it.
    #[track_caller]
    fn lesson(&self, key: &str, service: &str, expected: &str) {
        assert_eq!(self.fact(key, service)["lesson"], expected, "{key} of {service}");
    }
}

#[test]
fn cloud_run_beside_app_runner_is_table_6_3_with_its_corrections() {
    let table = Table::of("gcp.cloud-run.cpu gcp.cloud-run.l4 gcp.cloud-run.rtx-pro-6000 aws.app-runner");
    let (run, gpu, app) = ("gcp.cloud-run.cpu", "gcp.cloud-run.l4", "aws.app-runner");
    // Source: container image, source code | container image, source code
    table.cell("deploy_from", run, &Has(&["image", "source"]));
    table.cell("deploy_from", app, &Has(&["image", "source"]));
    // Max Memory: 32GB | 12GB; corrected: 32 GiB, tied to at most 8 vCPU, without a GPU
    table.cell("max_memory", run, &is("32 GiB"));
    table.cell("max_cpu", run, &is("8 vCPU"));
    table.lesson("max_memory", run, "32GB");
    table.cell("max_memory", app, &is("12 GiB"));
    table.cell("max_cpu", app, &is("4 vCPU"));
    // Max Timeout: 60 minutes | 30 minutes; corrected: App Runner ends a request after 120 seconds
    table.cell("max_request_timeout", run, &is("1 h"));
    table.cell("max_request_timeout", app, &is("2 min"));
    table.lesson("max_request_timeout", app, "30 minutes");
    // Scale to Zero: supported | supported (optional); corrected: App Runner keeps one instance at least
    table.cell("scale_to_zero", run, &is("yes"));
    table.cell("scale_to_zero", app, &is("no"));
    table.cell("min_instances", app, &is(1));
    table.lesson("scale_to_zero", app, "Supported (optional)");
    // VPC Connection: supported | supported
    table.cell("vpc_egress", run, &is(true));
    table.cell("vpc_egress", app, &is(true));
    // GPU: supported | not supported; corrected: one L4 or RTX PRO 6000 per instance
    table.cell("max_gpus", gpu, &is(1));
    table.cell("gpu_models", gpu, &Has(&["nvidia-l4"]));
    table.cell("gpu_models", "gcp.cloud-run.rtx-pro-6000", &Has(&["nvidia-rtx-pro-6000"]));
    table.cell("max_gpus", run, &is(0));
    table.cell("max_gpus", app, &is(0));
    // Table 7.2 names App Runner for simple web apps; corrected: closed to new customers, with a named successor
    table.cell("lifecycle", app, &is("closed_to_new"));
    table.cell("successor", app, &is("aws.ecs-express-mode"));
}

#[test]
fn the_modes_of_eks_are_table_4_2_with_its_corrections() {
    let table = Table::of("aws.eks-standard aws.eks-auto-mode");
    let (standard, auto) = ("aws.eks-standard", "aws.eks-auto-mode");
    // Node Provisioning: manual (managed node groups or Karpenter) | automatic
    table.cell("node_provisioning", standard, &Says(&["manual", "managed node groups", "Karpenter"]));
    table.cell("node_provisioning", auto, &Says(&["automatic"]));
    // Node OS Updates: user-managed | AWS-managed; a node lives 21 days at most
    table.cell("node_os_updates", standard, &Says(&["user-managed"]));
    table.cell("node_os_updates", auto, &Says(&["AWS-managed"]));
    table.cell("max_run_duration", auto, &is("21 d"));
    // Load Balancer: install AWS LB Controller | built-in
    table.cell("load_balancer", standard, &Says(&["install", "Load Balancer Controller"]));
    table.cell("load_balancer", auto, &Says(&["built-in"]));
    // Storage (EBS CSI): install EBS CSI driver | built-in
    table.cell("block_storage_setup", standard, &Says(&["install", "EBS CSI driver"]));
    table.cell("block_storage_setup", auto, &Says(&["built-in"]));
    // Billing: EC2 instance-based | pod resource-based (with overhead); corrected: EC2 price plus a fee per instance
    table.cell("billing", standard, &Says(&["EC2"]));
    table.cell("billing", auto, &Says(&["EC2 price", "fee per instance"]));
    table.lesson("billing", auto, "Pod resource-based (with overhead)");
    // Best For: fine-grained control | simplified operations
    table.cell("best_for", standard, &Says(&["fine-grained control"]));
    table.cell("best_for", auto, &Says(&["simplified operations"]));
}

#[test]
fn the_modes_of_gke_are_table_5_2_with_its_corrections() {
    let table = Table::of("gcp.gke-autopilot gcp.gke-standard");
    let (autopilot, standard) = ("gcp.gke-autopilot", "gcp.gke-standard");
    // Node Management: Google auto-managed | user-managed
    table.cell("hosts_managed_by", autopilot, &is("provider"));
    table.cell("hosts_managed_by", standard, &is("self"));
    table.cell("node_provisioning", autopilot, &Says(&["Google auto-managed"]));
    table.cell("node_provisioning", standard, &Says(&["user-managed"]));
    // Billing: pod resource-based | node-based; corrected: GPU pods by node, and both modes pay the cluster fee
    table.cell("billing", autopilot, &Says(&["pod", "GPU", "node price", "cluster fee"]));
    table.lesson("billing", autopilot, "Pod resource-based");
    table.cell("billing", standard, &Says(&["nodes", "cluster fee"]));
    table.cell("cluster_fee_per_hour", autopilot, &is("0.1 USD"));
    table.cell("cluster_fee_per_hour", standard, &is("0.1 USD"));
    // Security: enhanced defaults (hardened OS, Workload Identity, Shielded GKE Nodes) | manual configuration
    table.cell("security_defaults", autopilot, &Says(&["Baseline", "Workload Identity", "Shielded"]));
    table.cell("security_defaults", standard, &Says(&["manual configuration"]));
    // Scalability: automatic HPA/VPA | manual/auto configuration; corrected: nodes are automatic, HPA rules are yours
    table.cell("autoscaling", autopilot, &Says(&["automatic for nodes", "HPA", "VPA"]));
    table.lesson("autoscaling", autopilot, "Automatic HPA/VPA");
    table.cell("autoscaling", standard, &Says(&["manual", "autoscaler"]));
    // GPU Support: supported (L4, A100, H100, TPU) | supported; corrected: the list is longer, MPS means Standard
    let models = ["nvidia-t4", "nvidia-l4", "nvidia-rtx-pro-6000", "nvidia-a100", "nvidia-a100-80gb"];
    let newer = ["nvidia-h100", "nvidia-h200", "nvidia-b200"];
    for model in models.into_iter().chain(newer) {
        for service in [autopilot, standard] {
            let known = table.fact("gpu_models", service)["value"].as_array().unwrap();
            assert!(known.contains(&model.into()), "{service} {model}");
        }
    }
    table.lesson("gpu_models", autopilot, "L4, A100, H100, TPU");
    table.cell("accelerators", autopilot, &Has(&["tpu"]));
    table.cell("gpu_sharing", autopilot, &is(true));
    // Spot Pods: supported | supported (preemptible nodes); corrected: Spot VMs, preemptible VMs are the older form
    table.cell("spot", autopilot, &is(true));
    table.cell("spot", standard, &is(true));
    table.lesson("spot", standard, "Supported (preemptible nodes)");
    // DaemonSets: allowed (billing included) | allowed; corrected: your own are billed by request
    table.cell("per_node_agents", autopilot, &is(true));
    table.lesson("per_node_agents", autopilot, "Allowed (billing included)");
    table.cell("per_node_agents", standard, &is(true));
    // Privileged Pods: not allowed | allowed; qualified: allowlisted partners
    table.cell("privileged", autopilot, &is(false));
    table.cell("privileged", standard, &is(true));
    // Best For: most workloads, cost optimization | fine-grained control, special kernel needs
    table.cell("best_for", autopilot, &Says(&["most workloads"]));
    table.cell("best_for", standard, &Says(&["fine-grained control"]));
}

#[test]
fn fargate_beside_cloud_run_is_exercise_5_with_its_corrections() {
    let table = Table::of("aws.ecs-fargate gcp.cloud-run");
    let (fargate, run) = ("aws.ecs-fargate", "gcp.cloud-run");
    // Scaling model: minimum and maximum task count, not zero by default | to zero, on requests; qualified: a minimum
    // of zero is allowed, but no request wakes the service
    table.cell("scale_to_zero", fargate, &is("with_effort"));
    table.lesson("scale_to_zero", fargate, "Scales to minimum (not zero by default)");
    table.cell("autoscaling", fargate, &Says(&["minimum", "maximum", "queue depth"]));
    table.cell("scale_to_zero", run, &is("yes"));
    table.cell("autoscaling", run, &Says(&["on requests", "to zero"]));
    // Startup time: 30-60 seconds | a few seconds; agreed: about 30 seconds plus the image pull | corrected: Google
    // gives no figure, a container must listen within 4 minutes
    table.cell("cold_start", fargate, &Says(&["30 seconds", "image pull"]));
    table.cell("cold_start", run, &Says(&["no typical figure", "4 minutes"]));
    // Pricing basis: per vCPU-hour and GB-hour while running, even idle | only during requests; corrected: Cloud Run
    // bills like that only when billed by request, otherwise for the whole life of an instance
    table.cell("billing", fargate, &Says(&["per second", "vCPU", "memory", "idle"]));
    table.cell("billing", run, &Says(&["request-based", "instance-based"]));
    // Cluster requirement: an ECS cluster | none; neither has a fee or nodes to see
    table.cell("node_provisioning", fargate, &Says(&["none"]));
    table.cell("node_provisioning", run, &Says(&["none"]));
    // Traffic splitting: ALB weighted target groups | built in by revision; corrected: ECS shifts it while it deploys
    table.cell("traffic_splitting", fargate, &is("deployment"));
    table.lesson("traffic_splitting", fargate, "Requires ALB weighted target groups");
    table.cell("traffic_splitting", run, &is("standing"));
}

#[test]
fn the_text_table_numbers_every_source_and_quotes_the_lesson_in_the_cell() {
    let ended = Run::new("compare gcp.cloud-run aws.app-runner").run();
    let (table, sources) = ended.stdout.rsplit_once("+\n").unwrap();
    let listed = sources.lines().filter(|line| line.starts_with('[')).count();
    assert!(listed > 10, "{sources}");
    for number in 1..=listed {
        let mark = format!("[{number}]");
        assert!(table.contains(&mark) && sources.contains(&mark), "{mark}");
    }
    assert!(!table.contains(&format!("[{}]", listed + 1)));
    let row: String = table.lines().skip_while(|line| !line.contains("Max Timeout")).take(2).collect();
    assert!(row.contains("2 min [") && row.contains("the lesson says: 30 minutes"), "{row}");
}

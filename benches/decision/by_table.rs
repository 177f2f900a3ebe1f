//! The 30 rules as rows of typed tests, scanned in order: what a small rule engine does at its best.

use super::by_hand::Decision;
use super::inputs::{Document, UseCase};

#[derive(Clone, Copy)]
enum Column {
    UseCase,
    Kubernetes,
    Serverless,
    Privileged,
    ScaleToZero,
    Gpus,
    Memory,
    InstanceType,
}

#[derive(Clone, Copy)]
enum Op {
    Equal,
    AtMost,
    AtLeast,
}

#[derive(Clone, Copy)]
struct Test {
    column: Column,
    op: Op,
    value: u32,
}

/// The answers of a document, a number each.
pub(crate) struct Record([u32; 8]);

impl Record {
    pub(crate) fn new(d: &Document) -> Self {
        let case = d.use_case as u32;
        let flags = [d.kubernetes, d.serverless, d.privileged, d.scale_to_zero].map(u32::from);
        let [kubernetes, serverless, privileged, scale_to_zero] = flags;
        let named = u32::from(d.instance_type.is_some());
        Self([case, kubernetes, serverless, privileged, scale_to_zero, d.gpu_count, d.memory_mib, named])
    }
}

impl Test {
    #[expect(clippy::indexing_slicing, reason = "there are as many columns as numbers")]
    fn holds(self, record: &Record) -> bool {
        let value = record.0[self.column as usize];
        match self.op {
            Op::Equal => value == self.value,
            Op::AtMost => value <= self.value,
            Op::AtLeast => value >= self.value,
        }
    }
}

struct Rule {
    tests: Vec<Test>,
    decision: Decision,
}

/// The rules of one provider.
pub(crate) struct Table(Vec<Rule>);

impl Table {
    fn new(rules: &[(&[Test], Decision)]) -> Self {
        let rule =
            |(tests, decision): &(&[Test], Decision)| Rule { tests: tests.to_vec(), decision: *decision };
        Self(rules.iter().map(rule).collect())
    }

    /// The position of the first rule that holds.
    pub(crate) fn first(&self, record: &Record) -> usize {
        let holds = |rule: &Rule| rule.tests.iter().all(|test| test.holds(record));
        self.0.iter().position(holds).expect("the last rule always holds")
    }

    pub(crate) fn decide(&self, record: &Record) -> Decision {
        self.0.get(self.first(record)).expect("it is one of the rules").decision
    }
}

const fn is(column: Column) -> Test {
    Test { column, op: Op::Equal, value: 1 }
}

const fn not(column: Column) -> Test {
    Test { column, op: Op::Equal, value: 0 }
}

const fn at_most(column: Column, value: u32) -> Test {
    Test { column, op: Op::AtMost, value }
}

const fn at_least(column: Column, value: u32) -> Test {
    Test { column, op: Op::AtLeast, value }
}

const fn use_case(case: UseCase) -> Test {
    Test { column: Column::UseCase, op: Op::Equal, value: case as u32 }
}

pub(crate) fn aws() -> Table {
    Table::new(&[
        (
            &[is(Column::Privileged), is(Column::Kubernetes)],
            ("aws.eks-standard", "privileged pods need nodes you manage yourself"),
        ),
        (
            &[is(Column::Privileged)],
            ("aws.ecs-on-ec2", "privileged containers need hosts you manage yourself"),
        ),
        (
            &[is(Column::InstanceType), not(Column::Kubernetes)],
            ("aws.ecs-on-ec2", "a named instance type needs nodes you choose"),
        ),
        (&[at_least(Column::Gpus, 1)], ("aws.eks-gpu", "GPUs on AWS are attached to EKS node groups")),
        (&[use_case(UseCase::MlGpu)], ("aws.eks-gpu", "ML and GPU workloads: EKS with GPU nodes")),
        (
            &[use_case(UseCase::K8sFullControl)],
            ("aws.eks-standard", "full control of Kubernetes: EKS standard"),
        ),
        (
            &[use_case(UseCase::K8sSimplified)],
            ("aws.eks-auto-mode", "simplified Kubernetes: EKS Auto Mode runs the nodes"),
        ),
        (
            &[use_case(UseCase::CostSensitiveBatch)],
            ("aws.fargate-spot", "batch that may be interrupted is cheapest on Spot"),
        ),
        (
            &[use_case(UseCase::BatchJobs)],
            ("aws.ecs-task", "a job that starts, works and exits is an ECS task"),
        ),
        (
            &[use_case(UseCase::EventProcessing)],
            ("aws.fargate-eventbridge", "events arrive through EventBridge"),
        ),
        (
            &[use_case(UseCase::Microservices), not(Column::Kubernetes)],
            ("aws.ecs-fargate-service-connect", "Service Connect finds the other services"),
        ),
        (
            &[use_case(UseCase::SimpleWebApp), not(Column::Kubernetes), at_most(Column::Memory, 12 * 1024)],
            ("aws.app-runner", "a simple web app within 12 GiB needs no cluster"),
        ),
        (
            &[is(Column::Serverless), is(Column::Kubernetes)],
            ("aws.fargate-on-eks", "serverless pods with Kubernetes features"),
        ),
        (
            &[is(Column::Serverless), is(Column::ScaleToZero), at_most(Column::Memory, 12 * 1024)],
            ("aws.app-runner", "Fargate keeps a task running; App Runner can pause"),
        ),
        (&[is(Column::Serverless)], ("aws.fargate-on-ecs", "serverless containers without Kubernetes")),
        (&[is(Column::Kubernetes)], ("aws.eks-standard", "Kubernetes on nodes you own")),
        (&[], ("aws.ecs-on-ec2", "neither serverless nor Kubernetes")),
    ])
}

pub(crate) fn gcp() -> Table {
    Table::new(&[
        (
            &[is(Column::Privileged), is(Column::Kubernetes)],
            ("gcp.gke-standard", "Autopilot does not allow privileged pods"),
        ),
        (
            &[is(Column::Privileged)],
            ("gcp.compute-engine-docker", "privileged containers need a host you manage yourself"),
        ),
        (
            &[is(Column::InstanceType), not(Column::Kubernetes)],
            ("gcp.compute-engine-docker", "a named machine type needs a host you choose"),
        ),
        (
            &[at_least(Column::Gpus, 1), is(Column::Serverless), not(Column::Kubernetes)],
            ("gcp.cloud-run-gpu", "Cloud Run attaches GPUs without a cluster"),
        ),
        (&[at_least(Column::Gpus, 1)], ("gcp.gke-autopilot-gpu", "Autopilot schedules GPU pods")),
        (&[use_case(UseCase::MlGpu)], ("gcp.gke-autopilot-gpu", "ML and GPU workloads: Autopilot with GPUs")),
        (
            &[use_case(UseCase::K8sFullControl)],
            ("gcp.gke-standard", "full control of Kubernetes: GKE standard"),
        ),
        (
            &[use_case(UseCase::K8sSimplified)],
            ("gcp.gke-autopilot", "simplified Kubernetes: Google runs the nodes"),
        ),
        (
            &[use_case(UseCase::CostSensitiveBatch)],
            ("gcp.gke-autopilot-spot", "batch that may be interrupted is cheapest on Spot pods"),
        ),
        (
            &[use_case(UseCase::BatchJobs)],
            ("gcp.cloud-run-jobs", "a job that starts, works and exits is a Cloud Run job"),
        ),
        (&[use_case(UseCase::EventProcessing)], ("gcp.cloud-run-eventarc", "events arrive through Eventarc")),
        (
            &[use_case(UseCase::Microservices), not(Column::Kubernetes), at_most(Column::Memory, 32 * 1024)],
            ("gcp.cloud-run", "stateless services within 32 GiB scale to zero"),
        ),
        (
            &[use_case(UseCase::SimpleWebApp), not(Column::Kubernetes), at_most(Column::Memory, 32 * 1024)],
            ("gcp.cloud-run", "a simple web app within 32 GiB needs no cluster"),
        ),
        (
            &[is(Column::Serverless), is(Column::Kubernetes)],
            ("gcp.gke-autopilot", "serverless pods with Kubernetes features"),
        ),
        (
            &[is(Column::Serverless), at_most(Column::Memory, 32 * 1024)],
            ("gcp.cloud-run", "serverless containers within 32 GiB"),
        ),
        (&[is(Column::Kubernetes)], ("gcp.gke-standard", "Kubernetes on nodes you own")),
        (&[], ("gcp.compute-engine-docker", "neither Kubernetes nor a serverless fit")),
    ])
}

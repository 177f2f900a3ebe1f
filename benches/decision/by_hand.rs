//! The 30 rules written by hand: what a careful programmer would write once and never change.

use serde::Serialize;

use super::inputs::{Document, UseCase};

/// In the unit of documents.
const GIB: u32 = 1024;

/// A service and why.
pub(crate) type Decision = (&'static str, &'static str);

pub(crate) fn aws(d: &Document) -> Decision {
    if d.privileged && d.kubernetes {
        return ("aws.eks-standard", "privileged pods need nodes you manage yourself");
    }
    if d.privileged {
        return ("aws.ecs-on-ec2", "privileged containers need hosts you manage yourself");
    }
    if d.instance_type.is_some() && !d.kubernetes {
        return ("aws.ecs-on-ec2", "a named instance type needs nodes you choose");
    }
    if d.gpu_count > 0 {
        return ("aws.eks-gpu", "GPUs on AWS are attached to EKS node groups");
    }
    if d.use_case == UseCase::MlGpu {
        return ("aws.eks-gpu", "ML and GPU workloads: EKS with GPU nodes");
    }
    if d.use_case == UseCase::K8sFullControl {
        return ("aws.eks-standard", "full control of Kubernetes: EKS standard");
    }
    if d.use_case == UseCase::K8sSimplified {
        return ("aws.eks-auto-mode", "simplified Kubernetes: EKS Auto Mode runs the nodes");
    }
    if d.use_case == UseCase::CostSensitiveBatch {
        return ("aws.fargate-spot", "batch that may be interrupted is cheapest on Spot");
    }
    if d.use_case == UseCase::BatchJobs {
        return ("aws.ecs-task", "a job that starts, works and exits is an ECS task");
    }
    if d.use_case == UseCase::EventProcessing {
        return ("aws.fargate-eventbridge", "events arrive through EventBridge");
    }
    if d.use_case == UseCase::Microservices && !d.kubernetes {
        return ("aws.ecs-fargate-service-connect", "Service Connect finds the other services");
    }
    if d.use_case == UseCase::SimpleWebApp && !d.kubernetes && d.memory_mib <= 12 * GIB {
        return ("aws.app-runner", "a simple web app within 12 GiB needs no cluster");
    }
    if d.serverless && d.kubernetes {
        return ("aws.fargate-on-eks", "serverless pods with Kubernetes features");
    }
    if d.serverless && d.scale_to_zero && d.memory_mib <= 12 * GIB {
        return ("aws.app-runner", "Fargate keeps a task running; App Runner can pause");
    }
    if d.serverless {
        return ("aws.fargate-on-ecs", "serverless containers without Kubernetes");
    }
    if d.kubernetes {
        return ("aws.eks-standard", "Kubernetes on nodes you own");
    }
    ("aws.ecs-on-ec2", "neither serverless nor Kubernetes")
}

pub(crate) fn gcp(d: &Document) -> Decision {
    if d.privileged && d.kubernetes {
        return ("gcp.gke-standard", "Autopilot does not allow privileged pods");
    }
    if d.privileged {
        return ("gcp.compute-engine-docker", "privileged containers need a host you manage yourself");
    }
    if d.instance_type.is_some() && !d.kubernetes {
        return ("gcp.compute-engine-docker", "a named machine type needs a host you choose");
    }
    if d.gpu_count > 0 && d.serverless && !d.kubernetes {
        return ("gcp.cloud-run-gpu", "Cloud Run attaches GPUs without a cluster");
    }
    if d.gpu_count > 0 {
        return ("gcp.gke-autopilot-gpu", "Autopilot schedules GPU pods");
    }
    if d.use_case == UseCase::MlGpu {
        return ("gcp.gke-autopilot-gpu", "ML and GPU workloads: Autopilot with GPUs");
    }
    if d.use_case == UseCase::K8sFullControl {
        return ("gcp.gke-standard", "full control of Kubernetes: GKE standard");
    }
    if d.use_case == UseCase::K8sSimplified {
        return ("gcp.gke-autopilot", "simplified Kubernetes: Google runs the nodes");
    }
    if d.use_case == UseCase::CostSensitiveBatch {
        return ("gcp.gke-autopilot-spot", "batch that may be interrupted is cheapest on Spot pods");
    }
    if d.use_case == UseCase::BatchJobs {
        return ("gcp.cloud-run-jobs", "a job that starts, works and exits is a Cloud Run job");
    }
    if d.use_case == UseCase::EventProcessing {
        return ("gcp.cloud-run-eventarc", "events arrive through Eventarc");
    }
    if d.use_case == UseCase::Microservices && !d.kubernetes && d.memory_mib <= 32 * GIB {
        return ("gcp.cloud-run", "stateless services within 32 GiB scale to zero");
    }
    if d.use_case == UseCase::SimpleWebApp && !d.kubernetes && d.memory_mib <= 32 * GIB {
        return ("gcp.cloud-run", "a simple web app within 32 GiB needs no cluster");
    }
    if d.serverless && d.kubernetes {
        return ("gcp.gke-autopilot", "serverless pods with Kubernetes features");
    }
    if d.serverless && d.memory_mib <= 32 * GIB {
        return ("gcp.cloud-run", "serverless containers within 32 GiB");
    }
    if d.kubernetes {
        return ("gcp.gke-standard", "Kubernetes on nodes you own");
    }
    ("gcp.compute-engine-docker", "neither Kubernetes nor a serverless fit")
}

#[derive(Serialize)]
struct Answer {
    service: &'static str,
    status: &'static str,
    reasons: [&'static str; 1],
}

#[derive(Serialize)]
struct Line {
    aws: Answer,
    gcp: Answer,
}

/// JSON text to JSON text.
pub(crate) fn line(text: &str) -> String {
    let document: Document = serde_json::from_str(text).expect("the line is a document");
    let answer = |(service, reason): Decision| Answer { service, status: "decided", reasons: [reason] };
    serde_json::to_string(&Line { aws: answer(aws(&document)), gcp: answer(gcp(&document)) })
        .expect("it has text keys only")
}

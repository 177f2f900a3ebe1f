//! Rules about services, and the published list of them.

use std::collections::BTreeSet;

use fingerpost::catalog::Value;

use super::Ground;
use crate::embedded::PACKS;

/// The published ids. Requirement files and reports out there use them: add to them, never take one out.
const PUBLISHED: &[&str] = &[
    "aws.app-runner",
    "aws.batch",
    "aws.ec2",
    "aws.ecr",
    "aws.ecs-ec2",
    "aws.ecs-exec",
    "aws.ecs-express-mode",
    "aws.ecs-external",
    "aws.ecs-fargate",
    "aws.ecs-fargate-spot",
    "aws.ecs-managed-instances",
    "aws.ecs-service-connect",
    "aws.eks-auto-mode",
    "aws.eks-fargate",
    "aws.eks-hybrid-nodes",
    "aws.eks-standard",
    "aws.eventbridge",
    "aws.lambda",
    "aws.lambda-container",
    "aws.lambda-function",
    "aws.lambda-managed-instances",
    "aws.lambda-microvms",
    "aws.lightsail-containers",
    "gcp.app-engine-flex",
    "gcp.artifact-registry",
    "gcp.batch",
    "gcp.cloud-run",
    "gcp.cloud-run-functions",
    "gcp.cloud-run-gpu",
    "gcp.cloud-run-jobs",
    "gcp.cloud-run-worker-pools",
    "gcp.cloud-scheduler",
    "gcp.cloud-service-mesh",
    "gcp.compute-engine",
    "gcp.eventarc",
    "gcp.gke-autopilot",
    "gcp.gke-autopilot-gpu",
    "gcp.gke-spot-pods",
    "gcp.gke-standard",
    "gcp.workload-identity",
];

#[test]
fn every_published_service_is_in_the_catalog() {
    let catalog = &PACKS.catalog;
    let missing: Vec<&&str> = PUBLISHED.iter().filter(|id| catalog.named(id).is_empty()).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(PUBLISHED.is_sorted() && PUBLISHED.len() == 40);
}

pub(super) fn named(ground: &Ground<'_>) -> Vec<String> {
    let mut names = BTreeSet::new();
    let mut found = Vec::new();
    for (_, service) in ground.catalog.services() {
        if service.name.trim().is_empty() || !names.insert(&service.name) {
            found.push(format!("{}: name {:?}", service.id, service.name));
        }
        if !service.summary.ends_with('.') {
            found.push(format!("{}: a summary is a sentence: {:?}", service.id, service.summary));
        }
    }
    found
}

pub(super) fn successors_stand(ground: &Ground<'_>) -> Vec<String> {
    let life_cycle = ground.catalog.keys().next().map(|(key, _)| key);
    let mut found = Vec::new();
    for (service, fact) in ground.facts().filter(|(_, fact)| ground.key(fact) == "successor") {
        let Some(Value::Word(id)) = &fact.value else { continue };
        // The loader has seen to it that there is such a service.
        let successor = ground.catalog.service(ground.catalog.find_service(id).unwrap());
        let stage = life_cycle.and_then(|key| successor.fact(key, ground.as_of)?.value.as_ref());
        let stands = stage.is_some_and(|stage| ["preview", "ga"].contains(&stage.to_string().as_str()));
        if !stands || successor.companion || successor.provider != service.provider {
            found.push(ground.say(service, fact, id));
        }
    }
    found
}

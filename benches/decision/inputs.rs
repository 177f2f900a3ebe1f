//! Documents for the 30 rules: always the same ones, spread over all rules, no two alike.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::numbers::Numbers;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UseCase {
    MlGpu,
    #[serde(rename = "k8s_full_control")]
    K8sFullControl,
    #[serde(rename = "k8s_simplified")]
    K8sSimplified,
    CostSensitiveBatch,
    BatchJobs,
    EventProcessing,
    Microservices,
    SimpleWebApp,
    Other,
}

const USE_CASES: [UseCase; 9] = [
    UseCase::MlGpu,
    UseCase::K8sFullControl,
    UseCase::K8sSimplified,
    UseCase::CostSensitiveBatch,
    UseCase::BatchJobs,
    UseCase::EventProcessing,
    UseCase::Microservices,
    UseCase::SimpleWebApp,
    UseCase::Other,
];

/// A requirement as the hand-written rules read it.
#[expect(clippy::struct_excessive_bools, reason = "the fields are those of the questions")]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Document {
    pub(crate) use_case: UseCase,
    pub(crate) kubernetes: bool,
    pub(crate) serverless: bool,
    pub(crate) privileged: bool,
    pub(crate) scale_to_zero: bool,
    pub(crate) gpu_count: u32,
    #[serde(rename = "memory", with = "mib")]
    pub(crate) memory_mib: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) instance_type: Option<String>,
}

/// `"8192 MiB"` as a number.
mod mib {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub(super) fn serialize<S: Serializer>(value: &u32, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{value} MiB"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        let text = <&str>::deserialize(deserializer)?;
        let number = text.strip_suffix(" MiB").ok_or_else(|| D::Error::custom("no unit"))?;
        number.parse().map_err(D::Error::custom)
    }
}

impl Document {
    pub(crate) fn json(&self) -> String {
        serde_json::to_string(self).expect("it has text keys only")
    }
}

/// So many documents, each with its line.
pub(crate) fn documents(count: usize) -> (Vec<Document>, Vec<String>) {
    let mut numbers = Numbers::new(0);
    let (mut documents, mut lines, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    while documents.len() < count {
        let document = Document {
            use_case: *numbers.one_of(&USE_CASES),
            kubernetes: numbers.below(3) == 0,
            serverless: numbers.below(2) == 0,
            privileged: numbers.below(8) == 0,
            scale_to_zero: numbers.below(4) == 0,
            gpu_count: u32::try_from(numbers.below(8)).unwrap_or(0).saturating_sub(5),
            memory_mib: u32::try_from(numbers.below(48 * 1024)).unwrap_or(0),
            instance_type: (numbers.below(8) == 0).then(|| "m5.large".to_owned()),
        };
        let line = document.json();
        if seen.insert(line.clone()) {
            documents.push(document);
            lines.push(line);
        }
    }
    assert_eq!(seen.len(), count, "no two documents are alike");
    (documents, lines)
}

//! Documents for the benchmark: always the same ones, spread over all rules.

use serde::{Deserialize, Serialize};

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
    #[serde(rename = "memory", with = "gib")]
    pub(crate) memory_gib: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) instance_type: Option<String>,
}

/// `"8 GiB"` as a number.
mod gib {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub(super) fn serialize<S: Serializer>(value: &u32, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{value} GiB"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        let text = <&str>::deserialize(deserializer)?;
        let number = text.strip_suffix(" GiB").ok_or_else(|| D::Error::custom("no unit"))?;
        number.parse().map_err(D::Error::custom)
    }
}

impl Document {
    pub(crate) fn json(&self) -> String {
        serde_json::to_string(self).expect("it has text keys only")
    }
}

/// 256 documents from a fixed sequence of numbers.
pub(crate) fn documents() -> Vec<Document> {
    let mut state: u64 = 0x2545_F491_4F6C_DD1D;
    let mut next = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let mut documents = Vec::new();
    for _ in 0..256 {
        let case = usize::try_from(next(9)).unwrap_or(0);
        documents.push(Document {
            use_case: USE_CASES.get(case).copied().unwrap_or(UseCase::Other),
            kubernetes: next(3) == 0,
            serverless: next(2) == 0,
            privileged: next(8) == 0,
            scale_to_zero: next(4) == 0,
            gpu_count: u32::try_from(next(8)).unwrap_or(0).saturating_sub(5),
            memory_gib: u32::try_from(next(48)).unwrap_or(0),
            instance_type: (next(8) == 0).then(|| "m5.large".to_owned()),
        });
    }
    documents
}

//! The guide in its wire form.

use kabinet_domain::Language;
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::identity::v1::RegistrationStage as PbStage;

use crate::domain::guide::{Guide, StageText};

pub(super) fn write(guide: &Guide, language: Language) -> pb::GetRegistrationGuideResponse {
    let stages = &guide.stages;
    pb::GetRegistrationGuideResponse {
        stages: vec![
            stage(PbStage::Credentials, &stages.credentials, language),
            stage(PbStage::PersonalData, &stages.personal_data, language),
            stage(PbStage::Contacts, &stages.contacts, language),
            stage(PbStage::Confirmation, &stages.confirmation, language),
        ],
        terms: guide
            .terms
            .iter()
            .map(|document| pb::TermsDocument {
                document_id: document.id.clone(),
                version: document.version.clone(),
                title: document.title.in_language(language).to_owned(),
                uri: document.uri.clone(),
            })
            .collect(),
        links: guide
            .links
            .iter()
            .map(|link| pb::GuideLink {
                kind: link.kind.clone(),
                title: link.title.in_language(language).to_owned(),
                uri: link.uri.clone(),
            })
            .collect(),
        language: language.as_str().to_owned(),
    }
}

fn stage(stage: PbStage, text: &StageText, language: Language) -> pb::GuideStage {
    pb::GuideStage {
        stage: stage.into(),
        title: text.title.in_language(language).to_owned(),
        reason: text.reason.in_language(language).to_owned(),
    }
}

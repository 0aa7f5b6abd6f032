use super::document::{Block, Document, Section};
use super::facts::ModelFacts;
use super::html::html;
use super::markdown::markdown;
use super::model_card::model_card;
use super::organisation::Organisation;
use super::standard::transparency_record;

/// One of the two documents of a model's version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Record,
    ModelCard,
}

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Html,
    Markdown,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::Record, Self::ModelCard];

    /// In file names and addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::ModelCard => "model-card",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Record => "Algorithmic transparency record",
            Self::ModelCard => "Model card",
        }
    }

    pub fn document(self, facts: &ModelFacts, organisation: &Organisation) -> Document {
        match self {
            Self::Record => transparency_record(facts, organisation),
            Self::ModelCard => model_card(facts, organisation),
        }
    }
}

impl Form {
    pub const ALL: [Self; 2] = [Self::Html, Self::Markdown];

    /// The ending of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "md",
        }
    }

    pub fn write(self, document: &Document) -> String {
        match self {
            Self::Html => html(document),
            Self::Markdown => markdown(document),
        }
    }
}

/// `record.html`, `model-card.md` and so on; `None` for any other name.
pub fn document_named(name: &str) -> Option<(Kind, Form)> {
    let all = Kind::ALL.into_iter().flat_map(|kind| Form::ALL.map(|form| (kind, form)));
    all.into_iter().find(|(kind, form)| file_name(*kind, *form) == name)
}

pub fn file_name(kind: Kind, form: Form) -> String {
    format!("{}.{}", kind.slug(), form.ending())
}

/// All documents of all versions as files: (path with `/` between folders, text), with an index of each form first.
pub fn files(all: &[ModelFacts], organisation: &Organisation) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Form::ALL
        .into_iter()
        .map(|form| (format!("index.{}", form.ending()), form.write(&index_of(all, form))))
        .collect();
    for facts in all {
        for kind in Kind::ALL {
            let document = kind.document(facts, organisation);
            let file = |form: Form| (format!("{}/{}", facts.id, file_name(kind, form)), form.write(&document));
            files.extend(Form::ALL.map(file));
        }
    }
    files
}

fn index_of(all: &[ModelFacts], form: Form) -> Document {
    let links = |facts: &ModelFacts| {
        let link = |kind: Kind| (kind.title().to_owned(), format!("{}/{}", facts.id, file_name(kind, form)));
        Block::Links(Kind::ALL.map(link).to_vec())
    };
    let section = |facts: &ModelFacts| {
        Section::of_blocks(&format!("{}, version {}", facts.label(), facts.version), vec![links(facts)])
    };
    let lead = if all.is_empty() {
        "There is no model to tell of: no forecast is stored, and no back-test was given."
    } else {
        "What is published of each version of each model, written from its own run."
    };
    Document {
        title: "Transparency".to_owned(),
        lead: vec![lead.to_owned()],
        sections: all.iter().map(section).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_by_name() {
        assert_eq!(document_named("model-card.md"), Some((Kind::ModelCard, Form::Markdown)));
        assert_eq!(document_named("record.html"), Some((Kind::Record, Form::Html)));
        assert_eq!(document_named("../record.html"), None);
    }

    #[test]
    fn nothing_to_tell_of() {
        let files = files(&[], &Organisation::default());
        assert_eq!(files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["index.html", "index.md"]);
        assert!(files[1].1.contains("no model to tell of"));
    }
}

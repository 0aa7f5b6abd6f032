/// A text with headings and tables, to be written as Markdown or HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub title: String,
    /// Below the title: what it is about and where it comes from.
    pub lead: Vec<String>,
    pub sections: Vec<Section>,
}

/// A heading of the second level and what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub heading: String,
    pub blocks: Vec<Block>,
    pub fields: Vec<Field>,
}

/// A heading of the third level and what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub heading: String,
    pub blocks: Vec<Block>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    Text(String),
    List(Vec<String>),
    /// What each is called, and its address.
    Links(Vec<(String, String)>),
    /// Terms and what is said of each.
    Terms(Vec<(String, String)>),
    /// The first column names the rows.
    Table {
        caption: String,
        header: Vec<String>,
        rows: Vec<Vec<String>>,
    },
}

impl Section {
    pub fn of_blocks(heading: &str, blocks: Vec<Block>) -> Self {
        Self { heading: heading.to_owned(), blocks, fields: Vec::new() }
    }

    pub fn of_fields(heading: &str, fields: Vec<Field>) -> Self {
        Self { heading: heading.to_owned(), blocks: Vec::new(), fields }
    }
}

impl Field {
    pub fn new(heading: &str, blocks: Vec<Block>) -> Self {
        Self { heading: heading.to_owned(), blocks }
    }

    /// One paragraph.
    pub fn text(heading: &str, text: impl Into<String>) -> Self {
        Self::new(heading, vec![Block::Text(text.into())])
    }
}

impl Block {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn list(items: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

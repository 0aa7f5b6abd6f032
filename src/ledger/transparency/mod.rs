//! What is published of a model: a record in the shape of the Algorithmic Transparency Recording Standard, and a model card.
//!
//! What enters is the ledger, back-tests and the data; what leaves is [`Document`]s, written as Markdown or HTML, byte for byte the same for
//! the same run. Nothing is asserted that the run does not show: where a score, an interval or an answer of the organisation is missing, the
//! document says so.
//!
//! | file | job |
//! |---|---|
//! | `facts`, `gather`, `versions`, `data_facts`, `back_test_run`, `equity` | what is known of a model's version |
//! | `standard`, `model_card` | the two documents |
//! | `statements`, `tables`, `verdict` | what both say, in words and in tables |
//! | `document`, `markdown`, `html`, `pack` | a text and its two forms; all documents as files |

mod back_test_run;
mod data_facts;
mod document;
mod equity;
mod error;
mod facts;
mod gather;
mod html;
mod markdown;
mod model_card;
mod organisation;
mod pack;
mod standard;
mod statements;
mod tables;
#[cfg(test)]
mod tests;
mod verdict;
mod versions;

pub use back_test_run::BackTestRun;
pub use document::{Block, Document, Field, Section};
pub use error::TransparencyError;
pub use facts::ModelFacts;
pub use gather::{model_facts, of_version};
pub use html::html;
pub use markdown::markdown;
pub use model_card::model_card;
pub use organisation::Organisation;
pub use pack::{Form, Kind, document_named, file_name, files};
pub use standard::transparency_record;
pub use versions::{Version, versions};

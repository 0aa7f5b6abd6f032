use super::document::{Block, Document};

/// The document as Markdown with tables (GitHub's and Pandoc's dialect); whatever its text holds stays text.
pub fn markdown(document: &Document) -> String {
    let mut parts = vec![format!("# {}", plain(&document.title))];
    parts.extend(document.lead.iter().map(|text| plain(text)));
    for section in &document.sections {
        parts.push(format!("## {}", plain(&section.heading)));
        parts.extend(section.blocks.iter().map(block));
        for field in &section.fields {
            parts.push(format!("### {}", plain(&field.heading)));
            parts.extend(field.blocks.iter().map(block));
        }
    }
    parts.join("\n\n") + "\n"
}

fn block(block: &Block) -> String {
    match block {
        Block::Text(text) => plain(text),
        Block::List(items) => items.iter().map(|item| format!("- {}", plain(item))).collect::<Vec<_>>().join("\n"),
        Block::Terms(terms) => {
            let term = |(term, said): &(String, String)| format!("- **{}** {}", plain(term), plain(said));
            terms.iter().map(term).collect::<Vec<_>>().join("\n")
        }
        Block::Links(links) => {
            links.iter().map(|(name, address)| format!("- [{}]({address})", plain(name))).collect::<Vec<_>>().join("\n")
        }
        Block::Table { caption, header, rows } => {
            let rule: Vec<&str> =
                header.iter().enumerate().map(|(at, _)| if at == 0 { "---" } else { "---:" }).collect();
            let mut lines = vec![format!("*{}*", plain(caption)), String::new(), line(header)];
            lines.push(format!("| {} |", rule.join(" | ")));
            lines.extend(rows.iter().map(|row| line(row)));
            lines.join("\n")
        }
    }
}

fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
    format!("| {} |", cells.join(" | "))
}

/// Text whose marks mean nothing, in one line.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&') {
            plain.push('\\');
        }
        plain.push(c);
    }
    // A number and a full stop, a dash or a plus begin a list.
    let starts_list = plain.starts_with(['-', '+'])
        || plain.split_once('.').is_some_and(|(number, rest)| {
            !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) && rest.starts_with(' ')
        });
    if starts_list { format!("\\{plain}") } else { plain }
}

#[cfg(test)]
mod tests {
    use super::super::document::Section;
    use super::*;

    #[test]
    fn a_document_by_hand() {
        let table = Block::Table {
            caption: "Counts".to_owned(),
            header: vec!["What".to_owned(), "Number".to_owned()],
            rows: vec![vec!["a|b".to_owned(), "3".to_owned()]],
        };
        let blocks = vec![Block::text("One\nline."), Block::list(["x", "<script>"]), table];
        let document = Document {
            title: "A *title*".to_owned(),
            lead: vec!["- lead".to_owned()],
            sections: vec![Section::of_blocks("Part", blocks)],
        };
        assert_eq!(
            markdown(&document),
            "# A \\*title\\*\n\n\\- lead\n\n## Part\n\nOne line.\n\n- x\n- \\<script\\>\n\n*Counts*\n\n| What | Number |\n| --- | ---: |\n| a\\|b | 3 |\n"
        );
    }
}

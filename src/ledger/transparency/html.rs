use super::document::{Block, Document, Field};

/// Readable on a screen and on paper without anything from elsewhere.
const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;color:#111;background:#fff;max-width:48rem;margin:2rem auto;padding:0 1rem}\
h1,h2,h3{line-height:1.2}h2{margin-top:2.5rem;border-bottom:1px solid #767676}h3{margin-bottom:.25rem}\
table{border-collapse:collapse;margin:1rem 0;font-size:.9rem}caption{text-align:left;font-style:italic}\
th,td{border:1px solid #767676;padding:.25rem .5rem;text-align:right;vertical-align:top}th:first-child{text-align:left}dt{font-weight:600}dd{margin:0 0 .75rem 1rem}";

/// The document as one HTML page that loads nothing and runs nothing; whatever its text holds stays text.
pub fn html(document: &Document) -> String {
    let title = escaped(&document.title);
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    );
    document.lead.iter().for_each(|text| page += &paragraph(text));
    for section in &document.sections {
        page += &format!("<h2>{}</h2>\n", escaped(&section.heading));
        section.blocks.iter().for_each(|it| page += &block(it));
        section.fields.iter().for_each(|it| page += &field(it));
    }
    page + "</main>\n</body>\n</html>\n"
}

fn field(field: &Field) -> String {
    let mut text = format!("<h3>{}</h3>\n", escaped(&field.heading));
    field.blocks.iter().for_each(|it| text += &block(it));
    text
}

fn block(block: &Block) -> String {
    match block {
        Block::Text(text) => paragraph(text),
        Block::List(items) => {
            let items: String = items.iter().map(|item| format!("<li>{}</li>\n", escaped(item))).collect();
            format!("<ul>\n{items}</ul>\n")
        }
        Block::Terms(terms) => {
            let term =
                |(term, said): &(String, String)| format!("<dt>{}</dt>\n<dd>{}</dd>\n", escaped(term), escaped(said));
            format!("<dl>\n{}</dl>\n", terms.iter().map(term).collect::<String>())
        }
        Block::Links(links) => {
            let link = |(name, address): &(String, String)| {
                format!("<li><a href=\"{}\">{}</a></li>\n", escaped(address), escaped(name))
            };
            format!("<ul>\n{}</ul>\n", links.iter().map(link).collect::<String>())
        }
        Block::Table { caption, header, rows } => table(caption, header, rows),
    }
}

fn table(caption: &str, header: &[String], rows: &[Vec<String>]) -> String {
    let names: String = header.iter().map(|cell| format!("<th scope=\"col\">{}</th>", escaped(cell))).collect();
    let mut text =
        format!("<table>\n<caption>{}</caption>\n<thead><tr>{names}</tr></thead>\n<tbody>\n", escaped(caption));
    for row in rows {
        let mut cells = row.iter().map(|cell| escaped(cell));
        let name = cells.next().unwrap_or_default();
        let rest: String = cells.map(|cell| format!("<td>{cell}</td>")).collect();
        text += &format!("<tr><th scope=\"row\">{name}</th>{rest}</tr>\n");
    }
    text + "</tbody>\n</table>\n"
}

fn paragraph(text: &str) -> String {
    format!("<p>{}</p>\n", escaped(text))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::document::Section;
    use super::*;

    #[test]
    fn what_data_say_stays_text() {
        let hostile = "</title><script>alert(\"1\")</script>&'";
        let table = Block::Table {
            caption: hostile.to_owned(),
            header: vec![hostile.to_owned(); 2],
            rows: vec![vec![hostile.to_owned(); 2]],
        };
        let terms = Block::Terms(vec![(hostile.to_owned(), hostile.to_owned())]);
        let document = Document {
            title: hostile.to_owned(),
            lead: vec![hostile.to_owned()],
            sections: vec![
                Section::of_blocks(hostile, vec![Block::text(hostile), Block::list([hostile]), terms, table]),
                Section::of_fields("Fields", vec![Field::text(hostile, hostile)]),
            ],
        };
        let page = html(&document);
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;"));
        assert_eq!(page.matches("<h2>").count(), 2);
        assert_eq!((page.matches("<th ").count(), page.matches("<td>").count()), (3, 1));
    }
}

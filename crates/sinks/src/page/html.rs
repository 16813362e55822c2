use std::fmt::Write;
use std::sync::Arc;

use super::json::receive_time;
use crate::message::Message;

const HEAD: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="3">
<title>Kabinet: messages</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem }
article { border: 1px solid #8884; border-radius: .5rem; margin: 1rem 0; padding: .5rem 1rem }
header { display: flex; flex-wrap: wrap; gap: 0 1rem; opacity: .75; font-size: .875rem }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }
details pre { font: .8125rem/1.4 ui-monospace, monospace }
</style>
<h1>Messages</h1>
"#;

/// Writes the page, newest message first.
pub(super) fn page(to: &str, messages: &[Arc<Message>]) -> String {
    let mut page = String::from(HEAD);
    let _ = writeln!(
        page,
        "<form><label>To <input name=\"to\" value=\"{}\"></label> <button>Show</button></form>",
        escape(to)
    );
    if messages.is_empty() {
        page.push_str("<p>Nothing has arrived yet.</p>\n");
    }
    for message in messages {
        article(&mut page, message);
    }
    page.push_str("</html>\n");
    page
}

fn article(page: &mut String, message: &Message) {
    let _ = writeln!(
        page,
        "<article id=\"{id}\"><header><span>{channel}</span> <span>to <bdi>{to}</bdi></span> \
         <span>from <bdi>{from}</bdi></span> <time>{time}</time></header>",
        id = message.id,
        channel = message.channel.as_str(),
        to = escape(&message.to),
        from = escape(&message.from),
        time = receive_time(message),
    );
    if let Some(subject) = &message.subject {
        let _ = writeln!(page, "<h2 dir=\"auto\">{}</h2>", escape(subject));
    }
    let _ = writeln!(page, "<pre dir=\"auto\">{}</pre>", escape(&message.text));
    if let Some(html) = &message.html {
        let _ = writeln!(
            page,
            "<details><summary>HTML, as text</summary><pre>{}</pre></details>",
            escape(html)
        );
    }
    page.push_str("</article>\n");
}

/// Escapes text for element content and for quoted attribute values.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use kabinet_domain::Channel;
    use kabinet_env::manual::ManualClock;

    use super::*;
    use crate::message::Draft;
    use crate::messages::Messages;

    const HOSTILE: &str = "</pre><script>alert('\"')</script>";

    #[test]
    fn nothing_of_a_message_becomes_markup() {
        let messages = Messages::new(ManualClock::new(1).0);
        messages.add(Draft {
            channel: Channel::Email,
            to: HOSTILE.to_owned(),
            from: HOSTILE.to_owned(),
            subject: Some(HOSTILE.to_owned()),
            text: HOSTILE.to_owned(),
            html: Some(HOSTILE.to_owned()),
            headers: Vec::new(),
        });
        let page = page("\"><script>", &messages.list(None, None, 10));
        assert!(!page.contains("<script"), "{page}");
        assert!(!page.contains("alert('"), "{page}");
        let escaped = "&lt;/pre&gt;&lt;script&gt;alert(&#39;&quot;&#39;)&lt;/script&gt;";
        assert_eq!(page.matches(escaped).count(), 5);
        assert!(page.contains("value=\"&quot;&gt;&lt;script&gt;\""));
    }

    #[test]
    fn page_loads_nothing_from_elsewhere() {
        assert!(!HEAD.contains("http:") && !HEAD.contains("https:") && !HEAD.contains("src="));
        assert!(!HEAD.contains("url(") && !HEAD.contains("<link"));
    }
}

//! The steps that README.md tells a person to type.

use anyhow::ensure;

/// Stands before every block of the journey, with the client where a block is for one only.
const MARK: &str = "<!-- journey";
const FENCE: &str = "```";

/// Returns the blocks of the journey, those for `buf` and those for every client.
pub(super) fn steps(readme: &str) -> anyhow::Result<String> {
    let blocks: Vec<&str> = readme.split(MARK).skip(1).filter_map(block).collect();
    ensure!(blocks.len() > 2, "README.md has lost its journey");
    Ok(blocks.concat())
}

/// Returns the block behind a mark, unless it is for another client.
fn block(marked: &str) -> Option<&str> {
    let (client, rest) = marked.split_once("-->")?;
    let (_, block) = rest.split_once("```sh\n")?;
    let (block, _) = block.split_once(FENCE)?;
    matches!(client.trim(), "" | ": buf").then_some(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_the_other_client_are_left_out() {
        let mark =
            |client: &str, line: &str| format!("<!-- journey{client} -->\n```sh\n{line}\n```\n");
        let readme = [
            mark(": grpcurl", "a"),
            mark(": buf", "b"),
            mark("", "c"),
            mark("", "d"),
        ];
        assert_eq!(steps(&readme.concat()).unwrap(), "b\nc\nd\n");
        assert!(steps("```sh\nls\n```").is_err());
    }
}

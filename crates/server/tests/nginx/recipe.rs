//! The blocks of docs/SERVER.md, with nothing changed but addresses, folders and where mails go.

use std::net::SocketAddr;
use std::path::Path;

const SERVER: &str = include_str!("../../../../docs/SERVER.md");

/// The indented block that begins with this line, without its indent.
fn block(first: &str) -> String {
    let (_, after) = SERVER.split_once("\n### From nothing to two nodes behind nginx\n").unwrap();
    let block = after.split("\n\n").find(|block| block.trim_start().starts_with(first)).expect(first);
    block.lines().map(|line| line.strip_prefix("    ").expect(line).to_owned() + "\n").collect()
}

/// `text` with each pair's first replaced by its second; all of them must be there.
fn replaced(text: String, pairs: &[(&str, &str)]) -> String {
    pairs.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{from} is not in {text}");
        text.replace(from, to)
    })
}

/// The settings of a node, on a port that is free.
pub(crate) fn settings(node: &str, data: &Path, smtp_port: u16) -> String {
    let [name, data] = [format!("node = \"{node}\""), data.display().to_string()];
    let smtp = format!("smtp_host = \"localhost\"\nsmtp_port = {smtp_port}\nsmtp_tls = \"none\"");
    replaced(
        block("# /etc/warifu/one.toml"),
        &[
            ("node = \"one\"", name.as_str()),
            ("127.0.0.1:8081", "127.0.0.1:0"),
            ("/var/lib/warifu", data.as_str()),
            ("smtp_host = \"smtp.example.ac.jp\"", smtp.as_str()),
        ],
    )
}

/// What operators type, without the name of the program.
pub(crate) fn commands(settings: &Path, members: &Path) -> Vec<Vec<String>> {
    let (settings, members) = (settings.display().to_string(), members.display().to_string());
    let pairs = [("/etc/warifu/one.toml", settings.as_str()), ("members.csv", members.as_str())];
    let lines = replaced(block("warifu-server --config"), &pairs);
    lines.lines().map(|line| line.split(' ').skip(1).map(str::to_owned).collect()).collect()
}

/// What nginx is told, for a proxy at `port` before `nodes`.
pub(crate) fn nginx(port: u16, nodes: [SocketAddr; 2], folder: &Path) -> String {
    let [one, two] = nodes.map(|node| format!("server {node};"));
    let [pem, key] = ["mfa.pem", "mfa.key"].map(|name| folder.join(name).display().to_string());
    let listen = format!("listen 127.0.0.1:{port} ssl;");
    replaced(
        block("upstream warifu {"),
        &[
            ("server 127.0.0.1:8081;", one.as_str()),
            ("server 198.51.100.2:8081;", two.as_str()),
            ("listen 443 ssl;", listen.as_str()),
            ("/etc/ssl/mfa.pem", pem.as_str()),
            ("/etc/ssl/private/mfa.key", key.as_str()),
        ],
    )
}

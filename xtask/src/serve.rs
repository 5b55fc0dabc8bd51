//! A static file server for this machine only: just enough HTTP to look at the site.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Component, Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::Context;

/// A file that is still being built: whoever asks for it is told to ask again.
pub struct Pending {
    file: &'static str,
    finished: AtomicBool,
}

impl Pending {
    pub fn new(file: &'static str) -> Self {
        Self {
            file,
            finished: AtomicBool::new(false),
        }
    }

    /// From now on it is served like any other.
    pub fn finish(&self) {
        self.finished.store(true, Ordering::Release);
    }

    fn holds(&self, file: &str) -> bool {
        file == self.file && !self.finished.load(Ordering::Acquire)
    }
}

/// Takes the port on this machine's loopback address, or, if any will do, the next free one.
pub fn listen(port: Option<u16>) -> anyhow::Result<TcpListener> {
    const FIRST: u16 = 8080;
    let candidates = port.map_or(FIRST..=FIRST + 19, |port| port..=port);
    let mut last_error = None;
    for port in candidates {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => return Ok(listener),
            Err(error) => last_error = Some(error),
        }
    }
    Err(last_error.expect("at least one port was tried"))
        .context("no free port to serve the page on: choose one with --port")
}

/// Answers every request in a thread of its own, for as long as the program runs.
pub fn serve(listener: TcpListener, folder: PathBuf, pending: Arc<Pending>) {
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (folder, pending) = (folder.clone(), Arc::clone(&pending));
            // A browser that goes away in the middle of an answer is no error.
            thread::spawn(move || answer(stream, &folder, &pending).ok());
        }
    });
}

fn answer(mut stream: TcpStream, folder: &Path, pending: &Pending) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut lines = BufReader::new(&stream).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    for header in lines {
        if header?.is_empty() {
            break;
        }
    }
    let mut words = request.split(' ');
    let (method, target) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    if method != "GET" && method != "HEAD" {
        return write!(
            stream,
            "HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
    }
    let name = file_name(target);
    let content = name
        .as_ref()
        .and_then(|name| fs::read(folder.join(name)).ok());
    let (status, body, media_type) = match (name, content) {
        (Some(name), _) if pending.holds(&name) => (
            "503 Service Unavailable",
            b"still being built".to_vec(),
            "text/plain",
        ),
        (Some(name), Some(body)) => ("200 OK", body, media_type(&name)),
        _ => ("404 Not Found", b"not found".to_vec(), "text/plain"),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method == "GET" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// The file that a request's target names below the served folder; none if it points anywhere else.
fn file_name(target: &str) -> Option<String> {
    let path = target.split(['?', '#']).next()?.trim_start_matches('/');
    let inside = Path::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if !inside || path.contains(['\\', '%', ':']) {
        return None;
    }
    Some(if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    })
}

fn media_type(name: &str) -> &'static str {
    match Path::new(name)
        .extension()
        .and_then(|extension| extension.to_str())
    {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_being_built_is_asked_for_again() {
        let folder = std::env::temp_dir().join(format!("babble-serve-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("engine.wasm"), "bytes").unwrap();
        let listener = listen(None).unwrap();
        let address = listener.local_addr().unwrap();
        let pending = Arc::new(Pending::new("engine.wasm"));
        serve(listener, folder.clone(), Arc::clone(&pending));
        let ask = |target: &str| {
            let mut stream = TcpStream::connect(address).unwrap();
            write!(stream, "GET {target} HTTP/1.1\r\n\r\n").unwrap();
            let mut answer = String::new();
            std::io::Read::read_to_string(&mut stream, &mut answer).unwrap();
            answer
        };
        assert!(ask("/engine.wasm?v=development").starts_with("HTTP/1.1 503"));
        pending.finish();
        let answer = ask("/engine.wasm?v=development");
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("bytes"));
        assert!(ask("/other.wasm").starts_with("HTTP/1.1 404"));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_request_names_only_files_below_the_folder() {
        assert_eq!(file_name("/"), Some("index.html".into()));
        assert_eq!(
            file_name("/snippets/a.js?v=1"),
            Some("snippets/a.js".into())
        );
        for outside in [
            "/../Cargo.toml",
            "//etc/passwd/../..",
            "/a/%2e%2e/b",
            "/a\\..\\b",
            "/c:/windows",
        ] {
            assert_eq!(file_name(outside), None, "{outside}");
        }
    }
}

import Foundation

/// A message as Python's `email` package reads it: a judge that shares no code with ours.
struct ParsedMail: Decodable {
    let subject: String
    let from: [[String]]
    let to: [[String]]
    let date: String
    let names: [String]
    let messageID: String
    let inReplyTo: String?
    let references: String?
    let replyTo: [[String]]
    let text: String
    let html: String?
    let defects: [String]

    private static let script = #"""
        import email, email.header, email.policy, email.utils, json, sys
        source = sys.stdin.buffer.read()
        m = email.message_from_bytes(source, policy=email.policy.default)
        # Names are read by the older interface: the newer one keeps the space between two encoded words.
        raw = email.message_from_bytes(source, policy=email.policy.compat32)
        decode = lambda text: str(email.header.make_header(email.header.decode_header(text)))
        people = lambda name: [[decode(n), a] for n, a in email.utils.getaddresses(raw.get_all(name, []))]
        part = lambda kind: next((p.get_content().replace("\r\n", "\n")
            for p in m.walk() if p.get_content_type() == kind), None)
        defects = [repr(d) for p in m.walk() for d in p.defects]
        defects += [n + repr(d) for n, v in m.items() for d in getattr(v, "defects", [])]
        print(json.dumps({"subject": m["Subject"], "from": people("From"), "to": people("To"),
            "date": m["Date"].datetime.isoformat(), "names": list(m.keys()), "messageID": m["Message-ID"],
            "inReplyTo": m["In-Reply-To"], "references": m["References"], "replyTo": people("Reply-To"),
            "text": part("text/plain"), "html": part("text/html"), "defects": defects}))
        """#

    static func parse(_ bytes: [UInt8]) throws -> ParsedMail {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(bytes))
        try input.fileHandleForWriting.close()
        let json = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try JSONDecoder().decode(ParsedMail.self, from: json)
    }
}

import EvenkeelChannels
import EvenkeelFiles
import Foundation

/// What a server would refuse to start with beside the form of its configuration, found without starting one.
enum ServerCheck {
    static func failures(_ configuration: Configuration, environment: [String: String]) -> [CommandFailure] {
        var found: [CommandFailure] = []
        func check(_ body: () throws -> Void) {
            do { try body() } catch let failure as CommandFailure {
                found.append(failure)
            } catch let problems as FileProblems {
                found.append(CommandFailure(problems, consequence: "the server does not start"))
            } catch {
                found.append(CommandFailure("The server does not start.", why: error.localizedDescription))
            }
        }
        check { try refuseOpenDoor(configuration) }
        check { _ = try mailServer(configuration) }
        check { _ = try MessageTemplateFiles.catalog(overrides: configuration.templatesFolder) }
        for endpoint in configuration.endpoints where endpoint.kind == .webhook {
            check {
                _ = try SigningSecret.read(
                    endpoint.secret, file: endpoint.secretFile, of: "The endpoint \(endpoint.name)", environment)
            }
        }
        for (name, webhook) in configuration.webhooks.sorted(by: { $0.key < $1.key }) {
            check {
                _ = try SigningSecret.read(
                    webhook.secret, file: webhook.secretFile, of: "The webhook \(name)", environment)
            }
        }
        for (key, path) in [("data", configuration.dataDirectory), ("mailbox.maildir", configuration.maildir)] {
            check { try requireFolder(path, key) }
        }
        return found
    }

    /// Tokens and names of customers do not travel in the clear: beyond loopback somebody must end TLS in front.
    static func refuseOpenDoor(_ configuration: Configuration) throws {
        guard !configuration.isLoopback, configuration.trustedProxy == nil else { return }
        throw CommandFailure(
            "The server does not listen on \(configuration.host).",
            why: "That address can be reached from other machines, and without TLS tokens would travel in the clear.",
            hint: "Listen on 127.0.0.1, or put a proxy that ends TLS in front and name its address as trusted_proxy.")
    }

    /// Nil where mail does not leave.
    static func mailServer(_ configuration: Configuration) throws -> SMTPSettings? {
        guard let smtp = configuration.smtp else { return nil }
        if let file = smtp.certificates {
            let read = FileManager.default.contents(atPath: file)
            // A file without one would let no mail leave, and nobody would see why before the first.
            guard let read, read.range(of: Data("CERTIFICATE-----".utf8)) != nil else {
                let what = read == nil ? "cannot be read" : "holds no certificate"
                throw CommandFailure(
                    "The mail server cannot be trusted.", why: "smtp.certificates names \(file), which \(what).",
                    hint: "Name a file of certificates in PEM, or leave the key out for those of the system.")
            }
        }
        do {
            return try SMTPSettings(url: smtp.url, requireTLS: smtp.requireTLS, certificates: smtp.certificates)
        } catch {
            guard case .notAnSMTPServer(let obstacle) = error else { throw error }
            throw CommandFailure(
                "smtp.url is no address of a mail server.", why: words(for: obstacle),
                hint: "Write smtp://mail.example.net:587, or smtps://user:password@mail.example.net, with user and "
                    + "password percent-encoded.")
        }
    }

    private static func words(for obstacle: MailRefusal.Obstacle) -> String {
        switch obstacle {
        case .syntax: "It cannot be read as an address."
        case .scheme(let scheme): "It begins with \(scheme.isEmpty ? "nothing" : scheme), not with smtp or smtps."
        case .host(let host): host.isEmpty ? "It names no host." : "\(host) cannot be the name of a host."
        case .port(let port): "\(port) is no port."
        case .surplus(let part): "\(part) means nothing there."
        case .credentials: "A user and a password go together."
        }
    }

    /// A folder that is missing is made; what is in its place is not put away.
    private static func requireFolder(_ path: String?, _ key: String) throws {
        var isFolder: ObjCBool = false
        guard let path, FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
        guard isFolder.boolValue, FileManager.default.isWritableFile(atPath: path) else {
            throw CommandFailure(
                "\(key) cannot be used.",
                why: isFolder.boolValue ? "\(path) cannot be written to." : "\(path) is a file, not a folder.",
                hint: "Name another folder, or see who owns this one.")
        }
    }
}

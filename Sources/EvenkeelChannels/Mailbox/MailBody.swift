import Foundation

/// Encodings of bodies, undone. Whatever cannot be read is left out or shown as it stands, never refused.
enum MailBody {
    static func decode(_ bytes: [UInt8], _ encoding: String?) -> [UInt8] {
        switch encoding {
        case "base64": base64(String(decoding: bytes, as: UTF8.self))
        case "quoted-printable": quotedPrintable(String(decoding: bytes, as: UTF8.self))
        default: bytes
        }
    }

    static func base64(_ text: some StringProtocol) -> [UInt8] {
        Array(Data(base64Encoded: String(text), options: .ignoreUnknownCharacters) ?? Data())
    }

    static func quotedPrintable(_ text: some StringProtocol) -> [UInt8] {
        let source = Array(text.utf8)
        var bytes: [UInt8] = []
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "=") {
                if index + 1 < source.count, source[index + 1] == UInt8(ascii: "\n") {
                    index += 2
                    continue
                }
                if index + 2 < source.count, let byte = byte(source[index + 1], source[index + 2]) {
                    bytes.append(byte)
                    index += 3
                    continue
                }
            }
            bytes.append(source[index])
            index += 1
        }
        return bytes
    }

    private static func byte(_ high: UInt8, _ low: UInt8) -> UInt8? {
        UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
    }

    static func text(_ bytes: [UInt8], charset: String?) -> String {
        switch charset?.lowercased() {
        case "iso-8859-1", "latin1": String(bytes: bytes, encoding: .isoLatin1) ?? ""
        case "windows-1252", "cp1252": String(bytes: bytes, encoding: .windowsCP1252) ?? ""
        default: String(decoding: bytes, as: UTF8.self)
        }
    }
}

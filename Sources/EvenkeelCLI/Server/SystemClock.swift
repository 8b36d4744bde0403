import EvenkeelDomain
import Foundation

/// The clock on the wall. The only place where the server reads it.
enum SystemClock {
    static func now() -> Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}

import EvenkeelDomain
import Testing

@Suite("What a mail server says of an address")
struct MailReplyTests {
    @Test(
        "only a word on the address itself condemns it",
        arguments: [
            ("550 5.1.1 <x@y.example>: no such user", true), ("550 5.1.10 null MX", true), ("5.1.1", true),
            ("550-5.1.1 no such user", true), ("550 no such user", true), ("551 not here", true), ("5.2.1", true),
            ("553 no", true),
            // A mailbox that is full, a policy, a size, a sender of ours, a relay that we may not use.
            ("552 5.2.2 mailbox full", false), ("550 5.7.1 spam", false), ("554 refused", false),
            ("552 5.3.4 too large", false), ("550 5.1.8 bad sender", false), ("450 4.1.1 later", false),
            ("4.2.2", false), ("250 2.0.0 fine", false),
        ])
    func condemns(text: String, expected: Bool) throws {
        #expect(try #require(MailReply(text)).condemnsAddress == expected)
    }

    @Test(
        "what is no reply is none",
        arguments: ["", "hello", "99 x", "5.1", "600 x", "7.1.1", "the message is refused: 550 spam"])
    func none(text: String) {
        #expect(MailReply(text) == nil)
    }
}

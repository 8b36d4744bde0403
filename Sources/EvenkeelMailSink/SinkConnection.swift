import NIOCore

/// One client of the sink: moves bytes between its channel and its conversation, on the channel's event loop.
///
/// The conversation says at once what is to be done; what has to wait (a reply held
/// back) stays in a queue, and nothing more is read until the queue is empty and the
/// client takes its replies. So a client can make the sink hold little more than one read.
final class SinkConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let mailroom: Mailroom
    private let behaviour: SinkBehaviour
    private var conversation: SMTPConversation
    private var reader = SMTPLineReader()
    private var queue: CircularBuffer<SMTPConversation.Action> = []
    /// The first action of the queue waits for its time.
    private var held = false
    /// The client will say nothing more: close when the queue is empty.
    private var inputEnded = false
    /// The connection is over: whatever still arrives is thrown away.
    private var ended = false

    init(_ mailroom: Mailroom, _ behaviour: SinkBehaviour, _ limits: SinkLimits) {
        self.mailroom = mailroom
        self.behaviour = behaviour
        conversation = SMTPConversation(behaviour, limits)
    }

    func channelActive(context: ChannelHandlerContext) {
        guard mailroom.open(context.channel) else {
            let reply = SMTPReply(421, "too many connections")
            queue = [.reply(reply), .close]
            return perform(context)
        }
        queue.append(contentsOf: conversation.open())
        perform(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !ended else { return }
        let bytes = unwrapInboundIn(data).readableBytesView
        for (index, byte) in zip(bytes.indices, bytes) {
            guard let line = reader.take(byte, limit: conversation.lineLimit) else { continue }
            queue.append(contentsOf: conversation.receive(line))
            if queue.last == .close || isDeafAhead(bytes[index...].dropFirst()) { break }
        }
        perform(context)
    }

    /// Whether it does not listen to these bytes, which came behind a message's end before that was answered.
    private func isDeafAhead(_ rest: some Collection<UInt8>) -> Bool {
        guard queue.last == .acceptKept, !rest.isEmpty else { return false }
        switch behaviour.ahead {
        case .taken: return false
        case .dropped: return true
        case .answered(let reply):
            queue.append(contentsOf: [.reply(reply), .close])
            return true
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        readIfIdle(context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event as? ChannelEvent == .inputClosed else { return context.fireUserInboundEventTriggered(event) }
        inputEnded = true
        perform(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        ended = true
        queue = []
        mailroom.closed(context.channel)
    }

    /// The client is gone in a way that TCP calls an error; there is nobody left to tell.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(context)
    }

    /// Performs what is due, up to the first action that has to wait.
    private func perform(_ context: ChannelHandlerContext) {
        while !held, !ended, let action = queue.popFirst() {
            switch action {
            case .reply(let reply): write(reply, context)
            case .keep(let message): mailroom.keep(message)
            case .acceptKept: accept(context)
            case .close: end(context)
            }
        }
        if inputEnded && !held && !ended { end(context) }
        readIfIdle(context)
    }

    private func write(_ reply: SMTPReply, _ context: ChannelHandlerContext) {
        let buffer = wrapOutboundOut(ByteBuffer(string: reply.wire))
        guard behaviour.replyDelay > .zero else { return context.writeAndFlush(buffer, promise: nil) }
        held = true
        let delay = TimeAmount(behaviour.replyDelay)
        context.eventLoop.assumeIsolated().scheduleTask(in: delay) {
            self.held = false
            guard !self.ended else { return }
            context.writeAndFlush(buffer, promise: nil)
            self.perform(context)
        }
    }

    private func accept(_ context: ChannelHandlerContext) {
        held = true
        let loop = context.eventLoop
        let bound = NIOLoopBound((connection: self, context: context), eventLoop: loop)
        mailroom.whenReceived(behaviour.answersAfterMessages) {
            loop.execute {
                let (connection, context) = bound.value
                connection.held = false
                guard !connection.ended else { return }
                connection.write(SMTPReply(250, "kept"), context)
                connection.perform(context)
            }
        }
    }

    private func end(_ context: ChannelHandlerContext) {
        ended = true
        queue = []
        context.close(promise: nil)
    }

    private func readIfIdle(_ context: ChannelHandlerContext) {
        guard !ended else { return }
        let idle = queue.isEmpty && !held && context.channel.isWritable
        // It fails only on a closed channel, which reads nothing anyway.
        _ = context.channel.setOption(.autoRead, value: idle)
    }
}

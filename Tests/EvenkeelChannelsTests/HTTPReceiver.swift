import NIOCore
import NIOPosix
import Synchronization

/// A receiver of webhooks on loopback that answers with these bytes, whatever is posted; nil never answers, and an
/// empty answer hangs up. One that goes on writes the same again and again.
final class HTTPReceiver: Sendable {
    private let channel: any NIOCore.Channel
    private let received: Received

    private final class Received: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }

    private final class Handler: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        let answer: String?
        let goesOn: Bool
        let received: Received

        init(answer: String?, goesOn: Bool, received: Received) {
            self.answer = answer
            self.goesOn = goesOn
            self.received = received
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = Array(unwrapInboundIn(data).readableBytesView)
            let all = received.bytes.withLock { seen in
                seen += bytes
                return String(decoding: seen, as: UTF8.self)
            }
            guard let answer, all.hasSuffix("}") else { return }
            if answer.isEmpty { return context.close(promise: nil) }
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            if goesOn { return pour(ByteBuffer(string: answer), bound) }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer))).whenComplete { _ in
                bound.value.close(promise: nil)
            }
        }

        private func pour(_ bytes: ByteBuffer, _ context: NIOLoopBound<ChannelHandlerContext>) {
            context.value.writeAndFlush(wrapOutboundOut(bytes)).whenSuccess {
                context.value.eventLoop.execute { self.pour(bytes, context) }
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    static func start(answer: String?, goesOn: Bool = false) async throws -> HTTPReceiver {
        let received = Received()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer {
                $0.pipeline.addHandler(Handler(answer: answer, goesOn: goesOn, received: received))
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return HTTPReceiver(channel: channel, received: received)
    }

    private init(channel: any NIOCore.Channel, received: Received) {
        self.channel = channel
        self.received = received
    }

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/in" }
    /// What was posted: the header, an empty line, the body.
    var request: String { received.bytes.withLock { String(decoding: $0, as: UTF8.self) } }

    func stop() async throws { try await channel.close().get() }
}

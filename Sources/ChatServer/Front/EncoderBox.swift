import OrderedJSON
import Synchronization

/// An encoder that one stream uses from the closure that writes it.
final class EncoderBox: Sendable {
    private let encoder: Mutex<UIMessageEncoder>
    let opening: [JSONValue]

    init(_ encoder: UIMessageEncoder) {
        opening = encoder.opening
        self.encoder = Mutex(encoder)
    }

    func lines(of piece: AnswerPiece) -> [String] { encoder.withLock { $0.lines(of: piece) } }
}

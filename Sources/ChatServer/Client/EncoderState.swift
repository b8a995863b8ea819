import Synchronization

/// An encoder that one stream uses from the closure that writes it.
final class EncoderState<Encoder: PieceEncoder>: Sendable {
    private let encoder: Mutex<Encoder>

    init(_ encoder: Encoder) { self.encoder = Mutex(encoder) }

    @Sendable func lines(_ piece: AnswerPiece) -> [String] { encoder.withLock { $0.lines(of: piece) } }
}

/// Ids such as `vs_6f1XyvBrNmZ0d3kQp8Wc2LaT`.
enum Identifier {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

    static func make(_ prefix: String, length: Int, _ random: () -> UInt64) -> String {
        prefix + String((0..<length).map { _ in alphabet[Int(random() % UInt64(alphabet.count))] })
    }
}

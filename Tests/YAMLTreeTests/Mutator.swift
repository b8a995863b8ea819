import TestSupport

/// Makes texts out of a small corpus by cutting, repeating, swapping and overwriting. Equal seeds make equal texts.
struct Mutator {
    private var generator: SplitMix

    init(seed: UInt64) { generator = SplitMix(seed: seed) }

    mutating func text() -> [UInt8] {
        var bytes = Array(Self.corpus[pick(Self.corpus.count)].utf8)
        for _ in 0...pick(6) { mutate(&bytes) }
        return bytes
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        let start = pick(bytes.count + 1)
        let end = min(bytes.count, start + pick(12))
        switch pick(8) {
        case 0: bytes.removeSubrange(start..<end)
        case 1: bytes.insert(contentsOf: Array(Self.tokens[pick(Self.tokens.count)].utf8), at: start)
        case 2: bytes.insert(contentsOf: bytes[start..<end], at: pick(bytes.count + 1))
        case 3: if start < bytes.count { bytes[start] = UInt8(pick(256)) }
        case 4: bytes.replaceSubrange(start..<end, with: Array(Self.tokens[pick(Self.tokens.count)].utf8))
        case 5: bytes = Array(bytes[..<start])
        case 6:
            let other = Array(Self.corpus[pick(Self.corpus.count)].utf8)
            bytes = Array(bytes[..<start]) + other[pick(other.count)...]
        default:
            let token = Array(Self.tokens[pick(Self.tokens.count)].utf8)
            bytes.insert(contentsOf: Array(repeating: token, count: pick(80)).joined(), at: start)
        }
    }

    private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<max(count, 1), using: &generator) }

    private static let tokens = [
        " ", "  ", "\n", "\r\n", "\r", "\t", "- ", "? ", ": ", ":", ",", "[", "]", "{", "}", "&a ", "*a", "*b ",
        "!!str ",
        "!x", "!<", "|", ">", "|2-\n", "'", "\"", "\\", "\\x41", "\\u", "#", " #", "%YAML 1.1\n", "%TAG ! x\n", "---",
        "--- ", "...\n", "<<: *a\n", "@", "`", "\u{FEFF}", "\u{0}", "\u{85}", "\u{2028}", "é", "漢", "😀", "~", "a: b\n",
        "\n\n  ",
    ]

    private static let corpus = [
        """
        assistant: support-bot
        name: "Support \\u0042ot"
        instructions:
          - file: prompts/support.md
          - |
            Always answer
              in the user's language.

        tools: [{type: file_search, max_num_results: 8}, code_interpreter]
        metadata: {team: 'it''s', empty: }
        # the end
        """,
        """
        base: &a {model: x, list: [1, 2]}
        one:
          <<: *a
          name: y
        two: {<<: [*a, {z: 1}], k: *a}
        &b key: &c >-
          folded
          text
        *b : *c

        """,
        "%YAML 1.1\n---\n- a\n-\n- - b\n  - c: d\n    e:\n...\n---\n? k\n: v\n? [x]\n: - y\n--- >\n text\n",
        "ключ: [значение, \"😀\\n\"]\r\nplain text: two\r\n  lines é # c\r\n'q': \"multi\r\n  line\"\r\n",
    ]
}

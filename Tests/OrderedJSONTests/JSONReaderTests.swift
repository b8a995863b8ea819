import OrderedJSON
import Testing

@Suite("Reading JSON")
struct JSONReaderTests {
    private func compact(_ text: String) throws -> String {
        JSONWriter().string(from: try JSONReader().value(from: text))
    }

    /// What the reader says about a text it refuses.
    private func refusal(_ text: String, maximumDepth: Int = 128) -> String? {
        refusal(Array(text.utf8), maximumDepth: maximumDepth)
    }

    private func refusal(_ bytes: [UInt8], maximumDepth: Int = 128) -> String? {
        do throws(JSONError) {
            _ = try JSONReader(maximumDepth: maximumDepth).value(from: bytes)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("keys keep their order")
    func order() throws {
        #expect(
            try compact(" { \"z\" : 1 ,\"a\":[ true , false,null ],\n\"m\":{}}\r\n\t")
                == #"{"z":1,"a":[true,false,null],"m":{}}"#
        )
        #expect(try JSONReader().value(from: #"{"b":1,"a":2}"#).objectValue?.keys == ["b", "a"])
    }

    @Test("of equal keys the last value wins, at the place of the first")
    func duplicateKeys() throws {
        #expect(try compact(#"{"a":1,"b":2,"a":3}"#) == #"{"a":3,"b":2}"#)
    }

    @Test(
        "no more values are read than may be, those of equal keys included",
        arguments: ["[1,2,3]", #"{"a":1,"a":2,"a":3}"#]
    )
    func manyValues(text: String) throws {
        #expect(throws: Never.self) { try JSONReader(maximumValues: 4).value(from: text) }
        let refusal = #expect(throws: JSONError.self) { try JSONReader(maximumValues: 3).value(from: text) }
        #expect(refusal?.message == "more than 3 values")
    }

    @Test("equal keys are reported when asked for, in the order of the text")
    func reportedDuplicates() throws {
        var found: [String] = []
        let text = "{\"a\": {\"b\": 1,\n  \"é\": 1, \"b\": 2}, \"\\u0061\": [{\"c\": 1}, {\"c\": 1}],\n\"a\": 3}"
        let value = try JSONReader().value(from: text.utf8) { found.append("\($0.key) \($0.line):\($0.column)") }
        #expect(found == ["b 2:11", "a 2:20", "a 3:1"])
        #expect(value == ["a": 3])
    }

    @Test("many equal keys are reported in one pass", .timeLimit(.minutes(5)))
    func manyDuplicates() throws {
        var count = 0
        let text = "{" + Array(repeating: "\"a\":1", count: 50_000).joined(separator: ",") + "}"
        _ = try JSONReader().value(from: text.utf8) { _ in count += 1 }
        #expect(count == 49_999)
    }

    @Test(
        "numbers without a fraction that fit 64 bits are integers",
        arguments: [
            ("0", 0), ("-0", 0), ("1e3", 1000), ("1.0", 1), ("-1.50e1", -15), ("1E+2", 100), ("100e-2", 1),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("1e-400", 0),
        ] as [(String, Int64)]
    )
    func integers(text: String, expected: Int64) throws {
        let value = try JSONReader().value(from: text)
        #expect(value.integerValue == expected)
    }

    @Test(
        "other numbers are doubles",
        arguments: [
            ("0.1", 0.1), ("9223372036854775808", 9_223_372_036_854_775_808),
            ("-9223372036854775809", -9.223_372_036_854_776e18),
            ("1e308", 1e308), ("5e-324", .leastNonzeroMagnitude), ("1e20", 1e20),
        ] as [(String, Double)]
    )
    func doubles(text: String, expected: Double) throws {
        let value = try JSONReader().value(from: text)
        #expect(value.integerValue == nil)
        #expect(value.doubleValue == expected)
        #expect(try JSONReader().value(from: JSONWriter().string(from: value)) == value)
    }

    @Test(
        "numbers that no double holds, and what only looks like a number, are refused",
        arguments: [
            ("1e400", "a number out of range at line 1, column 1"),
            ("[-1e400]", "a number out of range at line 1, column 2"),
            ("1e99999999999999999999", "a number out of range at line 1, column 1"),
            ("01", "a number starts with 0 at line 1, column 1"), ("-01", "a number starts with 0 at line 1, column 2"),
            ("-", "expected a digit at line 1, column 2"), ("1.", "expected a digit at line 1, column 3"),
            ("1e", "expected a digit at line 1, column 3"), ("1e+", "expected a digit at line 1, column 4"),
            (".5", "unexpected character at line 1, column 1"), ("+1", "unexpected character at line 1, column 1"),
            ("NaN", "unexpected character at line 1, column 1"), ("-Infinity", "expected a digit at line 1, column 2"),
            ("0x10", "unexpected text after the value at line 1, column 2"),
        ]
    )
    func badNumbers(text: String, expected: String) {
        #expect(refusal(text) == expected)
    }

    @Test(
        "escapes are resolved, surrogate pairs joined",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u00E9""#, "éé"), (#""\uD83D\uDE00""#, "😀"),
            (#""\u0000""#, "\u{0}"), ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"), (#""\uFFFF""#, "\u{FFFF}"),
        ]
    )
    func escapes(text: String, expected: String) throws {
        #expect(try JSONReader().value(from: text) == .string(expected))
    }

    @Test(
        "half of a surrogate pair becomes U+FFFD",
        arguments: [
            (#""\uD83D""#, "\u{FFFD}"), (#""\uDE00""#, "\u{FFFD}"), (#""\uD83Dx""#, "\u{FFFD}x"),
            (#""\uD83D\u0041""#, "\u{FFFD}A"), (#""\uD83D\uD83D\uDE00""#, "\u{FFFD}😀"), (#""\uD83D\n""#, "\u{FFFD}\n"),
        ]
    )
    func loneSurrogates(text: String, expected: String) throws {
        #expect(try JSONReader().value(from: text) == .string(expected))
    }

    @Test(
        "what is not JSON is refused at its place",
        arguments: [
            ("", "unexpected end of the text at line 1, column 1"),
            ("[1,\n 2,]", "unexpected character at line 2, column 4"),
            ("[1,\r2,\r\n]", "unexpected character at line 3, column 1"),
            ("{\"é\": 1,\n}", "expected a key in quotes at line 2, column 1"),
            ("{\"é\" 1}", "expected a colon at line 1, column 6"),
            ("{a: 1}", "expected a key in quotes at line 1, column 2"),
            ("[1 2]", "expected a comma or a closing bracket at line 1, column 4"),
            ("{\"a\":1 \"b\":2}", "expected a comma or a closing brace at line 1, column 8"),
            ("[1]]", "unexpected text after the value at line 1, column 4"),
            ("truth", "unexpected character at line 1, column 1"),
            ("'a'", "unexpected character at line 1, column 1"),
            ("[1, // one\n2]", "unexpected character at line 1, column 5"),
            ("[\"abc", "a string without its closing quote at line 1, column 2"),
            ("[\"abc\\", "a string without its closing quote at line 1, column 6"),
            ("[\"a\tb\"]", "a control character inside a string at line 1, column 4"),
            ("[\"a\nb\"]", "a control character inside a string at line 1, column 4"),
            ("[\"é\\x\"]", "an unknown escape at line 1, column 4"),
            ("[\"\\u12g4\"]", "expected four hexadecimal digits at line 1, column 5"),
            ("[\"\\u12\"", "expected four hexadecimal digits at line 1, column 5"),
            ("[\"\\u+123\"]", "expected four hexadecimal digits at line 1, column 5"),
            ("[\"\\uD83D\\u12\"]", "expected four hexadecimal digits at line 1, column 11"),
            ("\u{FEFF}[x]", "unexpected character at line 1, column 2"),
            ("[1]\u{0}", "unexpected text after the value at line 1, column 4"),
        ]
    )
    func refused(text: String, expected: String) {
        #expect(refusal(text) == expected)
    }

    @Test(
        "a strict reader refuses what the standard leaves open, at its place",
        arguments: [
            ("{\"a\":{\"a\":1},\n\"\\u0061\":2}", "a key that its object already has at line 2, column 1"),
            (#"["\ud83dx"]"#, "half of a surrogate pair at line 1, column 3"),
            (#"["\ude00"]"#, "half of a surrogate pair at line 1, column 3"),
            ("\u{FEFF}[1]", "unexpected character at line 1, column 1"),
        ]
    )
    func strict(text: String, expected: String) throws {
        _ = try JSONReader().value(from: text)
        let error = #expect(throws: JSONError.self) { try JSONReader(isStrict: true).value(from: text) }
        #expect(error?.description == expected)
        #expect(try JSONReader(isStrict: true).value(from: #"{"a":{"a":"\ud83d\ude00"},"b":1}"#)["b"] == 1)
    }

    @Test("numbers keep their fractions on request")
    func fractions() throws {
        let text = "[1,1.0,-2e3,0.5]"
        let value = try JSONReader(keepsFractions: true).value(from: text)
        #expect(JSONWriter(keepsFractions: true).string(from: value) == "[1,1.0,-2000.0,0.5]")
        #expect(JSONWriter().string(from: value) == "[1,1,-2000,0.5]")
        #expect(value.arrayValue?.map(\.intValue) == [1, 1, -2000, nil])
    }

    @Test("a byte order mark before the text is skipped")
    func byteOrderMark() throws {
        #expect(try compact("\u{FEFF}[1]") == "[1]")
    }

    @Test(
        "strings that are not UTF-8 are refused",
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82]] as [[UInt8]]
    )
    func invalidUTF8(bytes: [UInt8]) {
        let text = Array("[1, \"a".utf8) + bytes + Array("\"]".utf8)
        #expect(refusal(text) == "a string that is not UTF-8 at line 1, column 5")
    }

    @Test("nesting is refused beyond the limit, however deep")
    func depth() {
        #expect(refusal("[[[1]]]", maximumDepth: 4) == nil)
        #expect(refusal("[[[[1]]]]", maximumDepth: 4) == "nested more than 4 deep at line 1, column 5")
        #expect(refusal(String(repeating: "[", count: 1_000_000)) == "nested more than 128 deep at line 1, column 129")
        #expect(refusal(String(repeating: "{\"a\":", count: 100_000))?.hasPrefix("nested more than 128 deep") == true)
    }

    @Test("no mutation of a text crashes the reader, and what it reads it reads again from what it wrote")
    func mutations() throws {
        var state: UInt64 = 42
        func pick(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(count))
        }
        let corpus = Array(#"{"a":[1,-2.5e3,"x\u00e9\ud83d\ude00\n"],"b":{"c":null,"d":true},"é":"😀"}"#.utf8)
        let tokens = [
            "[", "]", "{", "}", ",", ":", "\"", "\\", "\\u", "\\ud83d", "1e9", "-", ".", "null", "\n", "\u{0}",
        ]
        for _ in 0..<20_000 {
            var bytes = corpus
            for _ in 0...pick(4) {
                let index = pick(bytes.count)
                switch pick(4) {
                case 0: bytes[index] = UInt8(pick(256))
                case 1: bytes.insert(contentsOf: tokens[pick(tokens.count)].utf8, at: index)
                case 2: bytes.removeSubrange(index..<min(bytes.count, index + pick(6)))
                default: bytes = Array(bytes[..<max(1, index)])
                }
                if bytes.isEmpty { bytes = [0x20] }
            }
            guard let value = try? JSONReader().value(from: bytes) else { continue }
            for layout in [JSONWriter.Layout.compact, .pretty] {
                let text = JSONWriter(layout: layout).string(from: value)
                #expect(try JSONReader().value(from: text) == value)
            }
        }
    }
}

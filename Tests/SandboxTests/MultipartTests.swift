import NIOCore
import Testing

@testable import Sandbox

@Suite("Multipart bodies")
struct MultipartTests {
    static let body = FormFile.body(
        [("purpose", "assistants")],
        FormFile(field: "file", name: "a \\\"b\\\".md", content: Array("x\r\n--a-boundar\r\r\n\r\n--a-bound".utf8))
    )

    @Test("come out the same whatever the pieces they arrive in", arguments: [1, 2, 3, 7, 64, 4096])
    func pieces(size: Int) throws {
        var parser = MultipartParser(boundary: FormFile.boundary)
        var names: [String?] = []
        var filenames: [String?] = []
        var contents: [[UInt8]] = []
        var rest = Self.body
        while rest.readableBytes > 0, let piece = rest.readSlice(length: min(size, rest.readableBytes)) {
            for event in try parser.feed(piece) {
                switch event {
                case .partBegan(let headers):
                    names.append(headers.name)
                    filenames.append(headers.filename)
                    contents.append([])
                case .content(let bytes): contents[contents.count - 1] += bytes
                case .partEnded: continue
                }
            }
        }
        #expect(parser.isComplete)
        #expect(names == ["purpose", "file"])
        #expect(filenames == [nil, "a \"b\".md"])
        #expect(
            contents.map { String(decoding: $0, as: UTF8.self) } == [
                "assistants", "x\r\n--a-boundar\r\r\n\r\n--a-bound",
            ]
        )
    }

    @Test("a body that ends early is not complete")
    func cut() throws {
        var parser = MultipartParser(boundary: FormFile.boundary)
        var body = Self.body
        _ = try parser.feed(body.readSlice(length: body.readableBytes - 6) ?? ByteBuffer())
        #expect(!parser.isComplete)
    }

    @Test("the boundary is read from the content type, quoted or not")
    func boundary() {
        #expect(MultipartParser.boundary(in: "multipart/form-data; boundary=abc") == "abc")
        #expect(MultipartParser.boundary(in: "Multipart/Form-Data; charset=x; boundary=\"a;b\"") == "a;b")
        #expect(MultipartParser.boundary(in: "application/json") == nil)
    }
}

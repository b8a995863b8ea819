import AssistantModel
import OrderedJSON
import Planning
import Testing

@testable import Rendering

@Suite("Progress of a run")
struct ProgressRendererTests {
    private let big = ResourceChange.newFile("bot", "big.pdf", bytes: 100_000_000)
    private let small = ResourceChange.newFile("bot", "small.md", bytes: 1_000)
    private let bot = ResourceChange.update("bot", FieldChange(path: "model", before: "a", after: "b"))

    private func renderer(_ mode: ProgressMode, width: Int? = 80) -> ProgressRenderer {
        ProgressRenderer(mode: mode, style: TerminalStyle(width: width), changes: [bot, big, small])
    }

    @Test("a request that hangs is named: on a terminal while it does, in a log when it begins to")
    func hang() {
        var terminal = renderer(.terminal)
        terminal.hang = RequestHang(request: "POST /v1/files", seconds: 15)
        #expect(
            terminal.tick(at: 16)
                == [.status(["0 of 3 changes done, 16 s", "waiting for POST /v1/files since 15 s"])]
        )
        terminal.hang = nil
        #expect(terminal.tick(at: 17) == [.status(["0 of 3 changes done, 17 s"])])

        var log = renderer(.plain)
        #expect(log.tick(at: 14) == [])
        log.hang = RequestHang(request: "POST /v1/files", seconds: 15)
        #expect(log.tick(at: 15) == [.line("waiting for POST /v1/files since 15 s")])
        log.hang = RequestHang(request: "POST /v1/files", seconds: 16)
        #expect(log.tick(at: 16) == [])
        log.hang = RequestHang(request: "POST /v1/files", seconds: 30)
        #expect(log.tick(at: 30) == [.line("0 of 3 changes done, 30 s; waiting for POST /v1/files since 30 s")])
    }

    @Test("a terminal shows bytes, rate and time left, indexing and what is waited for")
    func terminal() {
        var progress = renderer(.terminal)
        _ = progress.handle(.started(big.address), at: 0)
        _ = progress.handle(.uploading(big.address, sentBytes: 0, totalBytes: 100_000_000), at: 0)
        _ = progress.handle(.uploading(big.address, sentBytes: 20_000_000, totalBytes: 100_000_000), at: 2)
        #expect(
            progress.tick(at: 2) == [
                .status([
                    "0 of 3 changes done, 2 s",
                    "uploaded 0 of 2 files, 20 MB of 100 MB, 10 MB/s, about 9 s left",
                    "   20% file.bot/big.pdf",
                ])
            ]
        )
        // All bytes are up, and the server indexes: no 100% stays, and nothing that is sent has a rate.
        _ = progress.handle(.uploading(big.address, sentBytes: 100_000_000, totalBytes: 100_000_000), at: 9)
        #expect(
            progress.tick(at: 9) == [
                .status(["0 of 3 changes done, 9 s", "uploaded 1 of 2 files, 100 MB of 100 MB"])
            ]
        )
        _ = progress.handle(.finished(small.address, id: "file-2"), at: 10)
        _ = progress.handle(.finished(big.address, id: "file-1"), at: 10)
        _ = progress.handle(.indexing(store: .vectorStore("bot"), completed: 1, total: 2), at: 11)
        _ = progress.handle(.waiting(reason: "rate limit", seconds: 5), at: 12)
        #expect(
            progress.tick(at: 13) == [
                .status([
                    "2 of 3 changes done, 13 s", "indexing vector_store.bot: 1 of 2 files", "waiting 4 s: rate limit",
                ])
            ]
        )
        _ = progress.handle(.indexing(store: .vectorStore("bot"), completed: 2, total: 2), at: 14)
        #expect(progress.tick(at: 20) == [.status(["2 of 3 changes done, 20 s"])])
        #expect(progress.finish() == [.status([])])
    }

    @Test("events draw at most ten times a second, and failures stay")
    func drawing() {
        var progress = renderer(.terminal)
        #expect(progress.handle(.uploading(big.address, sentBytes: 1, totalBytes: 100), at: 1).count == 1)
        #expect(progress.handle(.uploading(big.address, sentBytes: 2, totalBytes: 100), at: 1.05) == [])
        #expect(progress.handle(.uploading(big.address, sentBytes: 3, totalBytes: 100), at: 1.2).count == 1)
        let failed = progress.handle(.failed(big.address, message: "no\u{1B}[2J"), at: 1.21)
        #expect(failed == [.line("! file.bot/big.pdf: failed: no␛[2J"), .status(["1 of 3 changes done, 2 s"])])
    }

    @Test("status lines are shorter than the terminal is wide")
    func width() {
        var progress = renderer(.terminal, width: 30)
        let address = ResourceAddress.knowledgeFile("bot", "日本語日本語日本語日本語日本語.md")
        guard case .status(let lines)? = progress.handle(.uploading(address, sentBytes: 1, totalBytes: 2), at: 0).last
        else {
            Issue.record("no status")
            return
        }
        #expect(lines.allSatisfy { DisplayWidth.of($0) < 30 })
        #expect(lines.last?.hasSuffix("…") == true)
    }

    @Test("below a plan a log says what takes long or goes wrong, not each change again")
    func belowPlan() {
        var progress = ProgressRenderer(mode: .plain, style: .plain, changes: [bot, big, small], tellsDone: false)
        #expect(progress.handle(.started(big.address), at: 0) == [.line("+ file.bot/big.pdf: started, 100 MB")])
        #expect(progress.handle(.finished(small.address, id: "file-2"), at: 1) == [])
        #expect(progress.handle(.failed(bot.address, message: "no"), at: 2) == [.line("! assistant.bot: failed: no")])
    }

    @Test("a log gets a line for each change, and a sign of life when it is quiet for a while")
    func plain() {
        var progress = renderer(.plain, width: nil)
        #expect(progress.handle(.started(bot.address), at: 0) == [])
        #expect(progress.handle(.started(big.address), at: 0) == [.line("+ file.bot/big.pdf: started, 100 MB")])
        #expect(progress.handle(.started(small.address), at: 0) == [])
        #expect(progress.handle(.uploading(big.address, sentBytes: 50_000_000, totalBytes: 100_000_000), at: 5) == [])
        #expect(
            progress.handle(.finished(small.address, id: "file-2"), at: 6)
                == [.line("+ file.bot/small.md: created (1 of 3)")]
        )
        #expect(progress.tick(at: 20) == [])
        #expect(
            progress.tick(at: 21) == [
                .line("1 of 3 changes done, 21 s; uploaded 1 of 2 files, 50 MB of 100 MB, nothing sent for 16 s")
            ]
        )
        #expect(progress.tick(at: 22) == [])
        progress.noteLine(at: 30)
        #expect(progress.tick(at: 39) == [])
        #expect(progress.handle(.waiting(reason: "rate limit", seconds: 0.9), at: 40) == [])
        #expect(
            progress.handle(.waiting(reason: "rate limit", seconds: 20), at: 40) == [.line("waiting 20 s: rate limit")]
        )
        #expect(progress.handle(.waiting(reason: "rate limit", seconds: 19), at: 41) == [])
        #expect(
            progress.handle(.skipped(bot.address, because: big.address), at: 42)
                == [.line("· assistant.bot: skipped, because file.bot/big.pdf failed")]
        )
        #expect(progress.finish() == [])
    }

    @Test("a terminal shows what is read, once it takes a second")
    func reading() {
        var reading = ReadingRenderer(mode: .terminal, style: TerminalStyle(width: 80))
        _ = reading.handle(.hashed(files: 0, of: 400, bytes: 0), at: 0)
        #expect(reading.tick(at: 0.8) == [])
        _ = reading.handle(.hashed(files: 100, of: 400, bytes: 2_000_000_000), at: 4)
        #expect(
            reading.tick(at: 4) == [.status(["reading files: 100 of 400, 2.0 GB, 500 MB/s, 4 s"])]
        )
        _ = reading.handle(.hashed(files: 400, of: 400, bytes: 8_000_000_000), at: 16)
        _ = reading.handle(.answered, at: 17)
        _ = reading.handle(.waiting(reason: "the server asks for it (429)", seconds: 12), at: 18)
        #expect(
            reading.tick(at: 19) == [
                .status(["reading the account: 1 request, 19 s", "waiting 11 s: the server asks for it (429)"])
            ]
        )
        #expect(reading.finish() == [.status([])])
    }

    @Test("a log hears of reading only where it takes long")
    func readingInALog() {
        var reading = ReadingRenderer(mode: .plain, style: .plain)
        _ = reading.handle(.answered, at: 1)
        #expect(reading.tick(at: 14) == [])
        #expect(reading.tick(at: 15) == [.line("reading the account: 1 request, 15 s")])
        #expect(reading.tick(at: 29) == [])
        #expect(
            reading.handle(.waiting(reason: "the server asks for it (429)", seconds: 12), at: 29)
                == [.line("waiting 12 s: the server asks for it (429)")]
        )
        #expect(reading.handle(.waiting(reason: "the server asks for it (429)", seconds: 12), at: 30) == [])
        #expect(reading.tick(at: 40) == [])
        #expect(reading.finish() == [])
    }

    @Test("an upload that starts again does not make the rate negative")
    func restart() {
        var rate = TransferRate()
        rate.add(0, at: 0)
        rate.add(500, at: 1)
        // One second says nothing yet.
        #expect(rate.bytesPerSecond(at: 1) == nil)
        rate.add(1000, at: 2)
        #expect(rate.bytesPerSecond(at: 2) == 500)
        #expect(rate.bytesPerSecond(at: 13) == 0)
        rate.add(10_000, at: 11)
        rate.add(0, at: 12)
        #expect(rate.bytesPerSecond(at: 12) == nil)
    }

    @Test("the status is drawn over, lines stay above it, and without a status no escape is written")
    func statusArea() {
        var area = StatusArea()
        #expect(area.text(for: [.line("one")]) == "one\n")
        #expect(area.text(for: [.status(["a", "b"])]) == "a\nb\n")
        #expect(area.text(for: [.status(["a", "b"])]) == "")
        #expect(area.text(for: [.line("two")]) == "\u{1B}[2A\r\u{1B}[Jtwo\na\nb\n")
        #expect(area.text(for: [.status([])]) == "\u{1B}[2A\r\u{1B}[J")
        #expect(area.text(for: []) == "")
    }
}

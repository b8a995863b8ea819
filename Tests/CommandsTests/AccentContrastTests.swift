import Testing

@testable import Commands

@Suite("Contrast of the theme's colour")
struct AccentContrastTests {
    @Test("texts upon it are white or nearly black, whichever can be read better")
    func contrast() throws {
        #expect(try #require(AccentContrast("#000000")).best == 21)
        #expect(try #require(AccentContrast("#ffffff")).best > 18)
        // Teal of the page itself: white upon it.
        #expect(abs(try #require(AccentContrast("#0f6b60")).best - 6.4) < 0.1)
        let between = try #require(AccentContrast("#7a7a7a"))
        #expect(!between.isReadable, "\(between.best)")
        #expect(AccentContrast("teal") == nil)
        #expect(AccentContrast("#12345g") == nil)
    }
}

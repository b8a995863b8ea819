import Archives
import OrderedJSON
import Testing

@testable import Deployment

@Suite("the skill bundle of a release")
struct SkillBundleTests {
    @Test("holds a manifest that says what it is, and the document")
    func files() throws {
        let files = try SkillBundle(ReleaseFixtures.release).files()
        #expect(
            files.map(\.path)
                == [
                    "assistants-velo-support-production/SKILL.md", "assistants-velo-support-production/release.json",
                ]
        )
        let manifest = String(decoding: files[0].content, as: UTF8.self)
        #expect(
            manifest.hasPrefix(
                """
                ---
                name: assistants-velo-support-production
                description: Deployment records of assistantctl for the project velo-support, environment production. \
                Not for use by models.
                ---

                # assistants-velo-support-production

                A tool wrote this: assistantctl,
                """
            )
        )
        #expect(try ReleaseDocument(bytes: files[1].content) == ReleaseFixtures.release)
    }

    @Test("is read back from a zip archive, with or without the bundle's folder", arguments: ["", "folder/"])
    func readBack(folder: String) throws {
        let text = try ReleaseFixtures.journal.text()
        let zip = StoredArchive.make([("\(folder)SKILL.md", "x"), ("\(folder)release.json", text)])
        #expect(try SkillBundle(zip: zip).document == ReleaseFixtures.journal)
    }

    @Test("somebody else's skill is told apart from a damaged one")
    func foreign() {
        #expect(throws: BundleError.noDocument) {
            try SkillBundle(zip: StoredArchive.make([("SKILL.md", "x"), ("a/b/release.json", "{}")]))
        }
        #expect { try SkillBundle(zip: [1, 2, 3]) } throws: {
            if case .zip = $0 as? BundleError { true } else { false }
        }
        #expect {
            try SkillBundle(zip: StoredArchive.make([("release.json", "{}")]))
        } throws: {
            "\($0)" == "release.json: \"schema\" is missing"
        }
    }
}

/// Zip archives of texts.
enum StoredArchive {
    static func make(_ files: [(name: String, text: String)]) -> [UInt8] {
        ZipWriter.archive(files.map { ($0.name, Array($0.text.utf8)) })
    }
}

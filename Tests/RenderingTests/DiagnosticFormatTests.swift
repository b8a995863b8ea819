import OrderedJSON
import SourceDiagnostics
import Testing

@testable import Rendering

@Suite("Diagnostics for CI servers")
struct DiagnosticFormatTests {
    private func place(_ line: Int, _ column: Int, to end: Int) -> SourceDiagnostics.SourceLocation {
        SourceDiagnostics.SourceLocation(
            file: "assistants/größe 1.yaml",
            range: SourceRange(
                start: SourcePosition(line: line, column: column),
                end: SourcePosition(line: line, column: end)
            )
        )
    }

    private var diagnostics: [Diagnostic] {
        [
            .warning(
                "duplicate-file",
                "docs/a.md is listed twice",
                at: place(9, 7, to: 16),
                notes: [.init("first listed here", at: place(8, 7, to: 16))],
                hint: "list it once"
            ),
            .error(
                "unknown-key",
                "unknown key \"<modle>\" & more",
                at: place(2, 1, to: 6),
                hint: "did you mean \"model\"?"
            ),
            .error("no-environment", "no environment was chosen", at: nil),
        ]
    }

    @Test("SARIF: rules once, places with percent-encoded paths, notes as related locations")
    func sarif() {
        #expect(
            DiagnosticSARIF.text(diagnostics) == """
                {
                  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
                  "version": "2.1.0",
                  "runs": [
                    {
                      "tool": {
                        "driver": {
                          "name": "assistantctl",
                          "rules": [
                            {
                              "id": "duplicate-file",
                              "shortDescription": {
                                "text": "a list names one file twice"
                              }
                            },
                            {
                              "id": "no-environment",
                              "shortDescription": {
                                "text": "no environment"
                              }
                            },
                            {
                              "id": "unknown-key",
                              "shortDescription": {
                                "text": "unknown key"
                              }
                            }
                          ]
                        }
                      },
                      "columnKind": "unicodeCodePoints",
                      "results": [
                        {
                          "ruleId": "no-environment",
                          "ruleIndex": 1,
                          "level": "error",
                          "message": {
                            "text": "no environment was chosen"
                          }
                        },
                        {
                          "ruleId": "unknown-key",
                          "ruleIndex": 2,
                          "level": "error",
                          "message": {
                            "text": "unknown key \\"<modle>\\" & more\\nhint: did you mean \\"model\\"?"
                          },
                          "locations": [
                            {
                              "physicalLocation": {
                                "artifactLocation": {
                                  "uri": "assistants/gr%C3%B6%C3%9Fe%201.yaml"
                                },
                                "region": {
                                  "startLine": 2,
                                  "startColumn": 1,
                                  "endLine": 2,
                                  "endColumn": 6
                                }
                              }
                            }
                          ]
                        },
                        {
                          "ruleId": "duplicate-file",
                          "ruleIndex": 0,
                          "level": "warning",
                          "message": {
                            "text": "docs/a.md is listed twice\\nhint: list it once"
                          },
                          "locations": [
                            {
                              "physicalLocation": {
                                "artifactLocation": {
                                  "uri": "assistants/gr%C3%B6%C3%9Fe%201.yaml"
                                },
                                "region": {
                                  "startLine": 9,
                                  "startColumn": 7,
                                  "endLine": 9,
                                  "endColumn": 16
                                }
                              }
                            }
                          ],
                          "relatedLocations": [
                            {
                              "id": 1,
                              "physicalLocation": {
                                "artifactLocation": {
                                  "uri": "assistants/gr%C3%B6%C3%9Fe%201.yaml"
                                },
                                "region": {
                                  "startLine": 8,
                                  "startColumn": 7,
                                  "endLine": 8,
                                  "endColumn": 16
                                }
                              },
                              "message": {
                                "text": "first listed here"
                              }
                            }
                          ]
                        }
                      ]
                    }
                  ]
                }

                """
        )
    }

    @Test("JUnit: a suite for every file, errors as failures, warnings as output")
    func junit() {
        #expect(
            DiagnosticJUnit.text(diagnostics, files: ["assistants/größe 1.yaml", "assistants/project.yaml"]) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites name="assistantctl validate" tests="4" failures="2" errors="0" time="0">
                  <testsuite name="project" tests="1" failures="1" errors="0" skipped="0" time="0">
                    <testcase name="no-environment" classname="project" time="0">
                      <failure type="no-environment" message="no environment was chosen">error: no environment was \
                chosen [no-environment]</failure>
                    </testcase>
                  </testsuite>
                  <testsuite name="assistants/größe 1.yaml" tests="2" failures="1" errors="0" skipped="0" time="0">
                    <testcase name="unknown-key at 2:1" classname="assistants/größe 1.yaml" time="0" \
                file="assistants/größe 1.yaml" line="2">
                      <failure type="unknown-key" message="unknown key &quot;&lt;modle&gt;&quot; &amp; more">\
                assistants/größe 1.yaml:2:1: error: unknown key &quot;&lt;modle&gt;&quot; &amp; more [unknown-key]
                hint: did you mean &quot;model&quot;?</failure>
                    </testcase>
                    <testcase name="duplicate-file at 9:7" classname="assistants/größe 1.yaml" time="0" \
                file="assistants/größe 1.yaml" line="9">
                      <system-out>assistants/größe 1.yaml:9:7: warning: docs/a.md is listed twice [duplicate-file]
                assistants/größe 1.yaml:8:7: note: first listed here
                hint: list it once</system-out>
                    </testcase>
                  </testsuite>
                  <testsuite name="assistants/project.yaml" tests="1" failures="0" errors="0" skipped="0" time="0">
                    <testcase name="valid" classname="assistants/project.yaml" time="0"/>
                  </testsuite>
                </testsuites>

                """
        )
    }

    @Test("annotations: errors first, with notes and hints")
    func annotations() {
        #expect(
            DiagnosticAnnotations.text(diagnostics) == """
                ::error title=no-environment::no environment was chosen
                ::error file=assistants/größe 1.yaml,line=2,col=1,endColumn=5,title=unknown-key::unknown key \
                "<modle>" & more%0Ahint: did you mean "model"?
                ::warning file=assistants/größe 1.yaml,line=9,col=7,endColumn=15,title=duplicate-file::docs/a.md is \
                listed twice%0Anote: first listed here (assistants/größe 1.yaml:8:7)%0Ahint: list it once

                """
        )
    }

    @Test("a runner keeps ten annotations of a kind: of more, the tenth says how many are left")
    func manyAnnotations() {
        func lines(_ count: Int) -> [Substring] {
            let diagnostics = (1...count).map { Diagnostic.error("e", "number \($0)", at: place($0, 1, to: 2)) }
            return DiagnosticAnnotations.text(diagnostics).split(separator: "\n")
        }
        #expect(lines(10).count == 10)
        #expect(lines(10).last?.hasSuffix("::number 10") == true)
        #expect(lines(1_012).count == 10)
        #expect(lines(1_012)[8].hasSuffix("::number 9"))
        #expect(lines(1_012)[9] == "::error::1,003 more errors: the log of this step has them all")
    }

    @Test("control characters and what XML cannot hold are shown, not written")
    func hostile() {
        let diagnostic = Diagnostic.error("e", "a\u{1B}[2J\u{0}\u{FFFF}]]>", at: nil)
        let xml = DiagnosticJUnit.text([diagnostic], files: [])
        #expect(xml.contains("message=\"a␛[2J␀\u{FFFD}]]&gt;\""))
    }
}

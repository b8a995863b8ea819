// swift-tools-version: 6.2
import PackageDescription

/// Rules for our own targets only: dependencies are built with their own.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(["-warnings-as-errors"]),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let collections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioCompression = Target.Dependency.product(name: "NIOHTTPCompression", package: "swift-nio-extras")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioFoundation = Target.Dependency.product(name: "NIOFoundationCompat", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioPOSIX = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSOCKS = Target.Dependency.product(name: "NIOSOCKS", package: "swift-nio-extras")
let nioTLS = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

/// The commit to name in `--version`, from the Makefile. Plain `swift build` has none: nothing is built anew for it.
let commit = Context.environment["ASSISTANTCTL_COMMIT"]

let package = Package(
    name: "assistantctl",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "assistantctl", targets: ["assistantctl"])],
    // Exact versions: a build of a commit gets what its tests ran with, today and in a year. Raising one is a change of
    // its own, which says what the new version brings. `Package.resolved` is not kept: what the packages below need in
    // turn follows their own rules, and a fix of security there should arrive.
    dependencies: [
        // The command line, and completions for bash, zsh and fish that ask the program.
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        // JSON objects that keep the order of their keys.
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        // SHA-256, of which identities and comparisons are made.
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        // The tests of the sandbox name header fields by it; the version that hummingbird is built with.
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        // Logging of the libraries, for --verbose.
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        // Bytes, sockets and HTTP/1 below the client and the sandbox; hummingbird 2.28 needs 2.101 or newer.
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        // Unpacks compressed answers within a limit.
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        // TLS of the client: its errors are told apart by type.
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        // File descriptors of programs that swift-subprocess runs; the types are part of its interface.
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        // The sandbox's account in SQLite, with the system's library and its full-text search.
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        // The sandbox's server and its in-process test client.
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        // HTTP to the account.
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        // Runs programs in groups of their own. Without traits it does not bring Foundation's overlay, which nobody uses.
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
    ],
    targets: [
        .systemLibrary(
            name: "CLibYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]
        ),
        .systemLibrary(
            name: "CZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
        ),
        .target(
            name: "CBuildCommit",
            cSettings: commit.map { [.define("ASSISTANTCTL_COMMIT", to: "\"\($0)\"")] } ?? []
        ),
        .target(name: "Archives", dependencies: ["CZlib"]),
        .target(name: "Programs", dependencies: [subprocess, system]),
        .target(name: "DocumentText", dependencies: ["Archives", "Programs"]),
        .target(name: "SourceDiagnostics"),
        .target(name: "StateDatabase", dependencies: [grdb, nioPOSIX]),
        .target(name: "OrderedJSON", dependencies: [collections]),
        .target(name: "SchemaValidation", dependencies: ["OrderedJSON"]),
        .target(name: "YAMLTree", dependencies: ["CLibYAML", "SourceDiagnostics"]),
        .target(name: "AssistantModel", dependencies: ["OrderedJSON", "SourceDiagnostics", crypto]),
        .target(
            name: "ManifestLoading",
            dependencies: ["AssistantModel", "OrderedJSON", "SchemaValidation", "SourceDiagnostics", "YAMLTree"],
            // Inside the program: it stays one file.
            resources: [.embedInCode("Catalogue/models.json")]
        ),
        .target(
            name: "ManifestWriting",
            dependencies: ["AssistantModel", "OrderedJSON", "SourceDiagnostics", "YAMLTree"]
        ),
        .target(
            name: "LocalFiles",
            dependencies: ["AssistantModel", "ManifestLoading", "ManifestWriting", "SourceDiagnostics", crypto]
        ),
        .target(name: "Planning", dependencies: ["AssistantModel", "OrderedJSON", "SourceDiagnostics"]),
        .target(
            name: "Rendering",
            dependencies: ["AssistantModel", "Checks", "OrderedJSON", "Planning", "SourceDiagnostics"],
            resources: [.embedInCode("Plan/HTML/page.css"), .embedInCode("Plan/HTML/page.js")]
        ),
        .target(
            name: "ProgramExport",
            dependencies: ["AssistantModel", "ManifestWriting", "OrderedJSON", "SourceDiagnostics"]
        ),
        .target(name: "OpenAIAPI", dependencies: ["OrderedJSON"]),
        .target(
            name: "OpenAIHTTP",
            dependencies: [
                "OpenAIAPI", "OrderedJSON", asyncHTTPClient, crypto, logging, nioCompression, nioCore, nioFoundation,
                nioHTTP,
                nioPOSIX, nioSOCKS, nioTLS,
            ]
        ),
        .target(name: "ReleaseProtocol"),
        .target(
            name: "Deployment",
            dependencies: [
                "Archives", "AssistantModel", "OpenAIAPI", "OrderedJSON", "Planning", "ReleaseProtocol",
                "SourceDiagnostics",
            ]
        ),
        .target(name: "Spending", dependencies: ["AssistantModel"]),
        .target(name: "Conversation", dependencies: ["AssistantModel", "OpenAIAPI", "OrderedJSON"]),
        .target(
            name: "Checks",
            dependencies: ["AssistantModel", "OrderedJSON", "SchemaValidation", "SourceDiagnostics"]
        ),
        .target(
            name: "ChatServer",
            dependencies: [
                "AssistantModel", "Conversation", "OpenAIAPI", "OrderedJSON", "SchemaValidation", "Spending",
                "StateDatabase",
                asyncHTTPClient,
                crypto, hummingbird, logging, nioCore, nioFoundation, nioHTTP, nioHTTPTypes,
            ],
            // Inside the program: it stays one file.
            resources: [.embedInCode("Page")]
        ),
        .target(
            name: "Sandbox",
            dependencies: [
                "Archives", "DocumentText", "OrderedJSON", "SchemaValidation", "SourceDiagnostics", crypto, grdb,
                hummingbird, logging, nioCore, nioFoundation, nioPOSIX,
            ]
        ),
        .target(
            name: "Importing",
            dependencies: ["AssistantModel", "ManifestWriting", "OrderedJSON"]
        ),
        .target(
            name: "Commands",
            dependencies: [
                "AssistantModel", "CBuildCommit", "ChatServer", "Checks", "Conversation", "Deployment", "DocumentText",
                "Importing",
                "LocalFiles", "ManifestLoading", "ManifestWriting", "OpenAIAPI", "OpenAIHTTP", "OrderedJSON",
                "Planning", "ProgramExport", "Programs", "ReleaseProtocol", "Rendering", "Sandbox", "SourceDiagnostics",
                "Spending", "StateDatabase", argumentParser, logging,
            ]
        ),
        .executableTarget(name: "assistantctl", dependencies: ["Commands", argumentParser]),
        .target(name: "ManualPages", dependencies: ["OrderedJSON"]),
        .executableTarget(name: "manual-pages", dependencies: ["ManualPages", argumentParser]),
        .target(
            name: "TestSupport",
            dependencies: [
                "AssistantModel", "Deployment", "ManifestLoading", "OpenAIAPI", "OrderedJSON", "SourceDiagnostics",
            ],
            path: "Tests/TestSupport"
        ),
        .target(
            name: "FuzzChecks",
            dependencies: [
                "Archives", "AssistantModel", "Deployment", "DocumentText", "ManifestLoading", "OpenAIAPI",
                "OrderedJSON", "Rendering", "Sandbox", "SourceDiagnostics", "TestSupport", "YAMLTree",
            ],
            path: "Tests/Fuzzing/Checks"
        ),
        .testTarget(name: "FuzzingTests", dependencies: ["FuzzChecks", "TestSupport"]),
        .testTarget(name: "ArchivesTests", dependencies: ["Archives"]),
        .testTarget(name: "ProgramsTests", dependencies: ["Programs", "TestSupport"]),
        .testTarget(name: "DocumentTextTests", dependencies: ["Archives", "DocumentText", "TestSupport"]),
        .testTarget(name: "StateDatabaseTests", dependencies: ["Programs", "StateDatabase"]),
        .testTarget(name: "SourceDiagnosticsTests", dependencies: ["SourceDiagnostics"]),
        .testTarget(name: "OrderedJSONTests", dependencies: ["OrderedJSON"]),
        .testTarget(name: "SchemaValidationTests", dependencies: ["OrderedJSON", "SchemaValidation", "TestSupport"]),
        .testTarget(
            name: "YAMLTreeTests",
            dependencies: ["FuzzChecks", "SourceDiagnostics", "TestSupport", "YAMLTree"]
        ),
        .testTarget(name: "AssistantModelTests", dependencies: ["AssistantModel", "OrderedJSON", "SourceDiagnostics"]),
        .testTarget(
            name: "ManifestLoadingTests",
            dependencies: [
                "AssistantModel", "ManifestLoading", "OrderedJSON", "SourceDiagnostics", "TestSupport", "YAMLTree",
            ]
        ),
        .testTarget(
            name: "ManifestWritingTests",
            dependencies: [
                "AssistantModel", "FuzzChecks", "LocalFiles", "ManifestLoading", "ManifestWriting", "OrderedJSON",
                "SourceDiagnostics", "TestSupport", "YAMLTree",
            ]
        ),
        .testTarget(
            name: "DocumentationTests",
            dependencies: [
                "AssistantModel", "Commands", "ManifestLoading", "ManualPages", "TestSupport", argumentParser,
            ]
        ),
        .testTarget(
            name: "LocalFilesTests",
            dependencies: ["AssistantModel", "LocalFiles", "ManifestLoading", "SourceDiagnostics"]
        ),
        .testTarget(
            name: "PlanningTests",
            dependencies: ["AssistantModel", "OrderedJSON", "Planning", "SourceDiagnostics"]
        ),
        .testTarget(
            name: "RenderingTests",
            dependencies: [
                "AssistantModel", "Checks", "OrderedJSON", "Planning", "Rendering", "SourceDiagnostics", "TestSupport",
            ],
            exclude: ["Snapshots"]
        ),
        .testTarget(
            name: "GoldenPlanTests",
            dependencies: [
                "AssistantModel", "ManifestLoading", "OrderedJSON", "Planning", "Rendering", "SourceDiagnostics",
                "TestSupport",
            ],
            exclude: ["Snapshots"]
        ),
        .testTarget(
            name: "ProgramExportTests",
            dependencies: ["AssistantModel", "OrderedJSON", "ProgramExport", "Programs", "SourceDiagnostics"]
        ),
        .testTarget(name: "OpenAIAPITests", dependencies: ["OpenAIAPI", "OrderedJSON", "TestSupport"]),
        .testTarget(
            name: "OpenAIHTTPTests",
            dependencies: [
                "OpenAIAPI", "OpenAIHTTP", "OrderedJSON", asyncHTTPClient, logging, nioCore, nioHTTP, nioPOSIX, nioTLS,
            ]
        ),
        .testTarget(name: "ReleaseProtocolTests", dependencies: ["ReleaseProtocol"]),
        .testTarget(
            name: "DeploymentTests",
            dependencies: [
                "Archives", "AssistantModel", "Deployment", "OpenAIAPI", "OrderedJSON", "Planning", "ReleaseProtocol",
                "SourceDiagnostics", "TestSupport",
            ]
        ),
        .testTarget(
            name: "FaultMatrixTests",
            dependencies: [
                "Archives", "AssistantModel", "Deployment", "OpenAIAPI", "OpenAIHTTP", "OrderedJSON", "Planning",
                "ReleaseProtocol", "Sandbox", "SourceDiagnostics", "TestSupport", grdb, logging,
            ]
        ),
        .testTarget(
            name: "SandboxTests",
            dependencies: [
                "Archives", "OrderedJSON", "Sandbox", "TestSupport", grdb, httpTypes, hummingbird, hummingbirdTesting,
                logging,
                nioCore, nioFoundation,
            ]
        ),
        .testTarget(
            name: "SchemaCorpusTests",
            dependencies: ["ManifestLoading", "OrderedJSON", "Sandbox", "SourceDiagnostics", "TestSupport"],
            exclude: ["Corpus"]
        ),
        .testTarget(
            name: "ImportingTests",
            dependencies: ["AssistantModel", "Importing", "ManifestWriting", "OrderedJSON"]
        ),
        .testTarget(name: "ManualPagesTests", dependencies: ["ManualPages"]),
        .testTarget(
            name: "ChecksTests",
            dependencies: ["AssistantModel", "Checks", "OrderedJSON", "SourceDiagnostics"]
        ),
        .testTarget(
            name: "ChatServerTests",
            dependencies: [
                "AssistantModel", "ChatServer", "Conversation", "OpenAIAPI", "OrderedJSON", "Spending", "StateDatabase",
                asyncHTTPClient, httpTypes, nioCore, nioEmbedded, nioHTTP, nioHTTPTypes,
            ]
        ),
        .testTarget(name: "SpendingTests", dependencies: ["AssistantModel", "Spending"]),
        .testTarget(name: "ConversationTests", dependencies: ["Conversation", "OpenAIAPI", "OrderedJSON"]),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "AssistantModel", "Checks", "Commands", "Conversation", "Deployment", "ManifestLoading", "OpenAIAPI",
                "OrderedJSON", "Planning", "Programs", "ReleaseProtocol", "SourceDiagnostics", "TestSupport",
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

/// The path of libFuzzer's library, from `make fuzz`: our own code then tells it which branches an input takes.
let fuzzer = Context.environment["ASSISTANTCTL_FUZZER"]
if let fuzzer {
    package.targets.append(
        .executableTarget(
            name: "assistantctl-fuzz",
            dependencies: ["FuzzChecks"],
            path: "Tests/Fuzzing/Engine",
            linkerSettings: [.unsafeFlags([fuzzer]), .linkedLibrary("stdc++")]
        )
    )
}

for target in package.targets where target.type != .system {
    target.swiftSettings = fuzzer == nil ? settings : settings + [.unsafeFlags(["-sanitize=fuzzer"])]
}

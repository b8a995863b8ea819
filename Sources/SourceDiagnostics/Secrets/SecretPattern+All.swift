extension SecretPattern {
    /// The services whose keys people have in their configuration. The lengths are those that the services write, or a
    /// little less.
    static let all: [SecretPattern] =
        [
            SecretPattern(apiKey, "sk-", .wordCharacters, 16),
            SecretPattern("a token of GitHub", "github_pat_", .wordCharacters, 40),
            SecretPattern("a token of Google", "ya29.", .wordCharacters, 40),
            SecretPattern("a token of Hugging Face", "hf_", .lettersAndDigits, 34, hasDigits: false),
            SecretPattern("a token of Hugging Face", "api_org_", .lettersAndDigits, 34, hasDigits: false),
            SecretPattern("a token of npm", "npm_", .lettersAndDigits, 36),
            SecretPattern("a token of PyPI", "pypi-AgE", .wordCharacters, 50),
            SecretPattern("a token of RubyGems", "rubygems_", .hexadecimal, 48),
            SecretPattern("a token of Docker", "dckr_pat_", .wordCharacters, 27),
            SecretPattern("a key of SendGrid", "SG.", .wordCharactersAndDots, 60),
            SecretPattern("a key of Brevo", "xkeysib-", .wordCharacters, 64),
            SecretPattern("a key of Twilio", "SK", .hexadecimal, 32),
            SecretPattern("a token of Databricks", "dapi", .hexadecimal, 32),
            SecretPattern("a token of Atlassian", "ATATT3", .base64, 100),
            SecretPattern("a key of Linear", "lin_api_", .lettersAndDigits, 40),
            SecretPattern("a token of Notion", "ntn_", .lettersAndDigits, 40),
            SecretPattern("a token of Figma", "figd_", .wordCharacters, 36),
            SecretPattern("a token of Doppler", "dp.pt.", .lettersAndDigits, 40),
            SecretPattern("a token of Heroku", "HRKU-AA", .wordCharacters, 58),
            SecretPattern("a key of New Relic", "NRAK-", .upperCaseAndDigits, 27),
            SecretPattern("a key of Postman", "PMAK-", .wordCharacters, 58),
            SecretPattern("a token of Pulumi", "pul-", .hexadecimal, 40),
            SecretPattern("a token of Replicate", "r8_", .lettersAndDigits, 37),
            SecretPattern("a key of Groq", "gsk_", .lettersAndDigits, 48),
            SecretPattern("a key of Perplexity", "pplx-", .lettersAndDigits, 40),
            SecretPattern("a key of xAI", "xai-", .lettersAndDigits, 60),
            SecretPattern("a key of ElevenLabs", "sk_", .hexadecimal, 48),
            SecretPattern("a key of Tavily", "tvly-", .wordCharacters, 24),
            SecretPattern("a key of Pinecone", "pcsk_", .wordCharacters, 60),
            SecretPattern("a token of Supabase", "sbp_", .hexadecimal, 40),
            SecretPattern("a key of Tailscale", "tskey-", .wordCharacters, 20),
            SecretPattern("a token of Dynatrace", "dt0c01.", .wordCharactersAndDots, 80),
            SecretPattern("a token of Fly.io", "fo1_", .wordCharacters, 43),
            SecretPattern("a token of Fly.io", "fm2_", .base64, 100),
            SecretPattern("a token of ReadMe", "rdme_", .lettersAndDigits, 70),
            SecretPattern("a token of Prefect", "pnu_", .lettersAndDigits, 36),
            SecretPattern("a token of OpenShift", "sha256~", .wordCharacters, 43),
            SecretPattern("a key of age", "AGE-SECRET-KEY-1", .upperCaseAndDigits, 58),
            SecretPattern("an access key of Alibaba Cloud", "LTAI", .lettersAndDigits, 20),
            SecretPattern("a key of Amazon Bedrock", "ABSK", .base64, 100),
            SecretPattern("an API key of Google", "AIza", .wordCharacters, 35),
            SecretPattern("a client secret of Google", "GOCSPX-", .wordCharacters, 28),
        ]
        + family(apiKey, ["sk-proj-", "sk-svcacct-", "sk-admin-", "sk-ant-"], .wordCharacters, 16)
        + family("a token of GitHub", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], .lettersAndDigits, 36)
        + family(
            "a token of GitLab",
            ["glpat-", "gldt-", "glrt-", "glptt-", "glft-", "glcbt-", "gloas-", "glsoat-", "glagent-", "glimt-"],
            .wordCharacters,
            20
        )
        + family("an access key of AWS", ["AKIA", "ASIA", "ABIA", "ACCA"], .upperCaseAndDigits, 16)
        + family(
            "a token of Slack",
            ["xoxa-", "xoxb-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xapp-"],
            .wordCharacters,
            20
        )
        + family("a key of Stripe", ["sk_live_", "rk_live_", "sk_test_", "rk_test_", "whsec_"], .lettersAndDigits, 24)
        + family("a token of Shopify", ["shpat_", "shpca_", "shppa_", "shpss_"], .hexadecimal, 32)
        + family("a token of DigitalOcean", ["dop_v1_", "doo_v1_", "dor_v1_"], .hexadecimal, 64)
        + family("a token of Square", ["sq0atp-", "sq0csp-"], .wordCharacters, 22)
        + family("a token of Vault", ["hvs.", "hvb."], .wordCharacters, 24)
        + family("a token of Grafana", ["glsa_", "glc_"], .base64, 32)
        + family("a token of PlanetScale", ["pscale_tkn_", "pscale_pw_", "pscale_oauth_"], .wordCharacters, 32)
        + family("a token of Sentry", ["sntryu_", "sntrys_"], .base64, 60)
        + family("a key of LangSmith", ["lsv2_pt_", "lsv2_sk_"], .wordCharacters, 40)

    private static func family(
        _ name: String,
        _ prefixes: [String],
        _ alphabet: Alphabet,
        _ minimum: Int
    ) -> [SecretPattern] {
        prefixes.map { SecretPattern(name, $0, alphabet, minimum) }
    }
}

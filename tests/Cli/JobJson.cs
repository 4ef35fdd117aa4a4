namespace VideoPipeline.Cli.Tests;

/// <summary>Job documents as the host writes them.</summary>
internal static class JobJson
{
    public const string Sha256 = "3f786850e387550fdab836ed7e6dc881de23001b0000000000000000000000ab";

    public static string Of(string id, string status, string extra = "") => $$"""
        {"id":"{{id}}","status":"{{status}}","provider":"tokenhub","model":"seedance-2.0","created_at":"2026-11-20T12:00:00Z",
         "quote":{"unit":"seconds","quantity":"5","unit_price":"0.2","currency":"USD","amount":"1","amount_usd":"1","source":"computed","price_book":"1"}
         {{(extra.Length > 0 ? "," : "")}}{{extra}}}
        """;

    public static string Succeeded(string id, int bytes = 20, string sha256 = Sha256, string billed = "1") => Of(id, "succeeded", $$$"""
        "completed_at":"2026-11-20T12:00:09.5Z",
        "usage":{"unit":"seconds","quantity":"5","unit_price":"0.2","currency":"USD","amount":"{{{billed}}}","amount_usd":"{{{billed}}}","source":"provider","price_book":"1"},
        "output":{"video":{"url":"http://stub.test:7071/api/videos/{{{id}}}/content","blob":"videos/{{{id}}}/video.mp4","bytes":{{{bytes}}},"sha256":"{{{sha256}}}","content_type":"video/mp4"}}
        """);

    public static string Failed(string id) =>
        Of(id, "failed", """
        "error":{"code":"moderated","message":"The provider refused the prompt.","provider_code":"1301","provider_message":"sensitive"}
        """);
}

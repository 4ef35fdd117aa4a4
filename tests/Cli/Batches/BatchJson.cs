namespace VideoPipeline.Cli.Tests.Batches;

/// <summary>Batch documents of ten items at a dollar each.</summary>
internal static class BatchJson
{
    public static string Running(int succeeded) => Of("running", $"\"queued\":{10 - succeeded},\"succeeded\":{succeeded}", succeeded);

    public static string Completed(int succeeded, int failed) => Of("completed", $"\"succeeded\":{succeeded},\"failed\":{failed}", succeeded);

    public static string Of(string status, string counts, int billed = 0) =>
        $"{{\"id\":\"b1\",\"name\":\"autumn\",\"status\":\"{status}\",\"counts\":{{{counts}}},\"total\":10,\"quoted_usd\":\"10\",\"billed_usd\":\"{billed}\"}}";
}

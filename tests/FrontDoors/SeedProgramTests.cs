using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace VideoPipeline.FrontDoors.Tests;

/// <summary>
/// The programs and calls that the resellers' documents print, as they are printed, with the base URL changed. No key is set at the
/// doors, which are on loopback: the documents' own is as good as any.
/// </summary>
[Collection(DoorStackCollection.Name)]
public sealed partial class SeedProgramTests(DoorStack stack)
{
    private const string Pixel =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string, string, string?> Calls => new()
    {
        { "000-text.sh", "gogogotoken", "000-status.sh" },
        { "000-first-frame.sh", "gogogotoken", "000-status.sh" },
        { "001-text.sh", "gogogotoken", "000-status.sh" },
        { "001-image.sh", "gogogotoken", "000-status.sh" },
        { "001-advanced.sh", "gogogotoken", "000-status.sh" },
        { "002-4k-references.sh", "tokenlab", null },
        { "002-fast.sh", "tokenlab", null },
        { "003-text.sh", "tokenhub", "003-status.sh" },
        { "004-text.sh", "seedanceapi", "004-status.sh" },
    };

    [ProgramTheory("python3", "-c", "import requests")]
    [InlineData("003-text.py")]
    [InlineData("003-image.py")]
    public async Task Python_program_ends_with_a_playable_video(string program) => await AssertPrintsVideoAsync("python3", program);

    [ProgramTheory("node", "--version")]
    [InlineData("003-text.mjs")]
    public async Task JavaScript_program_ends_with_a_playable_video(string program) => await AssertPrintsVideoAsync("node", program);

    [ProgramTheory("curl", "--version")]
    [MemberData(nameof(Calls))]
    public async Task Curl_calls_end_with_a_playable_video(string submit, string door, string? status)
    {
        var dialect = Dialect.Named(door);
        var created = JsonNode.Parse(await RunAsync("sh", submit))!;
        var id = dialect.IdOf(created);
        Assert.True(id is not null, created.ToJsonString());

        using var patience = new CancellationTokenSource(s_patience);
        string? url = null;
        while (url is null)
        {
            // The client's own rhythm: there is nothing else to wait for.
            await Task.Delay(250, patience.Token);
            var answer = JsonNode.Parse(status is null ? await PollAsync(created) : await RunAsync("sh", status, id))!;
            Assert.NotEqual("failed", dialect.StatusOf(answer)?.ToLowerInvariant());
            url = dialect.UrlOf(answer);
        }

        await AssertPlayableAsync(url);
    }

    /// <summary>Every call and program of the documents has a test.</summary>
    [Fact]
    public void All_files_are_run()
    {
        var run = ((IEnumerable<object?[]>)Calls).SelectMany(row => row.Where(cell => cell is string text && text.EndsWith(".sh", StringComparison.Ordinal)))
            .Concat(["003-text.py", "003-image.py", "003-text.mjs"]).Distinct().Select(name => (string)name!);
        var files = Directory.GetFiles(Folder).Select(Path.GetFileName).Where(name => name != "README.md");

        Assert.Equal(files.Order(StringComparer.Ordinal), run.Order(StringComparer.Ordinal)!);
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Seeds");

    private async Task AssertPrintsVideoAsync(string interpreter, string program)
    {
        var output = await RunAsync(interpreter, program);

        var url = Address().Match(output);
        Assert.True(url.Success, output);
        await AssertPlayableAsync(url.Value);
    }

    /// <summary>Seed 002 prints no call for it, but says: follow the <c>poll_url</c>.</summary>
    private async Task<string> PollAsync(JsonNode created)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(stack.Inner.BaseAddress!, (string)created["poll_url"]!));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "sk-your-api-key");
        using var response = await stack.Inner.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<string> RunAsync(string interpreter, string file, string? taskId = null)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, file));
        text = Origin().Replace(text, stack.Origin).Replace("<BASE64_IMAGE>", Pixel, StringComparison.Ordinal);
        var program = Path.Combine(Directory.CreateTempSubdirectory("seed-").FullName, file);
        await File.WriteAllTextAsync(program, taskId is null ? text : TaskId().Replace(text, taskId));
        using var process = Process.Start(new ProcessStartInfo(interpreter, [program])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var patience = new CancellationTokenSource(s_patience);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        Directory.Delete(Path.GetDirectoryName(program)!, recursive: true);
        Assert.True(process.ExitCode == 0, output + await errors);
        return output;
    }

    private static async Task AssertPlayableAsync(string url)
    {
        using var http = new HttpClient();
        var bytes = await http.GetByteArrayAsync(url);

        Assert.Equal("ftyp", System.Text.Encoding.ASCII.GetString(bytes, 4, 4));
        Assert.True(bytes.AsSpan().IndexOf("moov"u8) > 0 && bytes.AsSpan().IndexOf("mdat"u8) > 0, url);
    }

    [GeneratedRegex(@"https://(gogogotoken\.com|api\.tokenlab\.sh|tokenhub\.store|seedanceapi\.org)")]
    private static partial Regex Origin();

    [GeneratedRegex("task_1234567890|YOUR_TASK_ID|n90a1b2c3d4e5f6sd20")]
    private static partial Regex TaskId();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/\S+sig=\S+")]
    private static partial Regex Address();
}

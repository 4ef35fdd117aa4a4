using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Cli.Demo;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Tests.Demo;

public sealed class DemoRunTests
{
    private static readonly byte[] Video = [0, 0, 0, 16, .. "ftypisom"u8, 1, 2, 3, 4];

    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Video));

    private static readonly IReadOnlyList<CatalogItem> Items =
    [
        new("Lamp", new JsonObject { ["prompt"] = "lamp", ["duration"] = 5, ["resolution"] = "720p", ["provider"] = "tokenhub" }),
        new("Shoe", new JsonObject { ["prompt"] = "shoe" }),
    ];

    [Fact]
    public async Task A_good_run_is_reported_item_by_item_and_in_all()
    {
        using var cli = Prepare();

        var (good, output, csv) = await RunAsync(cli);

        Assert.True(good);
        Assert.Matches(@"(?m)^Lamp +tokenhub +seedance-2\.0 +720p +5 +succeeded +9\.5 s +\$1\.00 +tokenlab \$0\.75 +videos/lamp/video\.mp4", output);
        Assert.Matches(@"(?m)^total +\$2\.00", output);
        Assert.Contains("The bill, $2.00, equals the sum of the quotes.", output, StringComparison.Ordinal);
        Assert.Contains("All 2 videos were downloaded again", output, StringComparison.Ordinal);
        Assert.Equal(
            [
                "item,id,provider,model,resolution,seconds,status,took_seconds,billed_usd,quoted_usd,cheapest_provider,cheapest_usd,blob,bytes,sha256,fault",
                $"Lamp,lamp,tokenhub,seedance-2.0,720p,5,succeeded,9.5,1,1,tokenlab,0.75,videos/lamp/video.mp4,16,{Sha256},",
                $"Shoe,shoe,tokenhub,seedance-2.0,,,succeeded,9.5,1,1,tokenlab,0.75,videos/shoe/video.mp4,16,{Sha256},",
            ],
            csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Videos_are_left_to_look_at_under_their_items_names()
    {
        using var cli = Prepare();
        var terminal = new Terminal(cli.Surroundings(TextWriter.Null, TextWriter.Null, new MemoryStream()), json: false, plain: true);
        using var session = new Session(cli.Surroundings(TextWriter.Null, TextWriter.Null, new MemoryStream()), terminal, new Uri(StubHost.Url), null);
        var left = new DemoOutput(Path.Combine(cli.Directory.FullName, "out"));

        await new DemoRun(session, left).GenerateAsync(Items, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(["lamp.mp4", "shoe.mp4"], Directory.GetFiles(left.Directory).Select(Path.GetFileName).Order());
        Assert.Equal(Video, await File.ReadAllBytesAsync(Path.Combine(left.Directory, "lamp.mp4")));
    }

    [Theory]
    [InlineData("Walnut desk lamp", "walnut-desk-lamp")]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData("灯", "item")]
    public void Names_of_items_become_names_of_files(string item, string file) => Assert.Equal(file, DemoOutput.NameOf(item));

    [Fact]
    public async Task Every_item_has_its_own_key_of_this_run()
    {
        using var cli = Prepare();

        await RunAsync(cli);
        await RunAsync(cli);

        Assert.Equal(4, cli.Host.CallsTo("POST /api/videos").Select(call => call.Header("Idempotency-Key")).Distinct().Count());
    }

    [Fact]
    public async Task Prices_are_compared_over_all_providers_whichever_the_item_names()
    {
        using var cli = Prepare();

        await RunAsync(cli);

        Assert.All(cli.Host.CallsTo("POST /api/quotes"), call => Assert.Equal("auto", JsonNode.Parse(call.Body)!["provider"]!.GetValue<string>()));
        Assert.Contains(cli.Host.CallsTo("POST /api/videos"), call => call.Body == """{"prompt":"lamp","duration":5,"resolution":"720p","provider":"tokenhub"}""");
    }

    [Fact]
    public async Task A_failed_item_is_a_failed_run_with_its_reason()
    {
        using var cli = Prepare();
        cli.Host.On("GET /api/videos/shoe", JobJson.Failed("shoe"));

        var (good, output, csv) = await RunAsync(cli);

        Assert.False(good);
        Assert.Contains("Shoe: failed: moderated: The provider refused the prompt.", output, StringComparison.Ordinal);
        Assert.Contains("The bill, $1.00, differs from the sum of the quotes, $2.00.", output, StringComparison.Ordinal);
        Assert.Contains("Shoe,shoe,tokenhub,seedance-2.0,,,failed,,0,1,", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bill_that_is_not_the_quote_is_a_failed_run()
    {
        using var cli = Prepare();
        cli.Host.On("GET /api/videos/shoe", JobJson.Succeeded("shoe", Video.Length, Sha256, billed: "1.01"));

        var (good, output, _) = await RunAsync(cli);

        Assert.False(good);
        Assert.Contains("Shoe: billed $1.01 where $1.00 was quoted", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_wrong_bills_that_cancel_out_are_found()
    {
        using var cli = Prepare();
        cli.Host.On("GET /api/videos/lamp", JobJson.Succeeded("lamp", Video.Length, Sha256, billed: "0.99"))
            .On("GET /api/videos/shoe", JobJson.Succeeded("shoe", Video.Length, Sha256, billed: "1.01"));

        Assert.False((await RunAsync(cli)).Good);
    }

    [Fact]
    public async Task A_stored_video_that_is_not_the_stated_one_is_a_failed_run()
    {
        using var cli = Prepare();
        cli.Host.On("GET /api/videos/lamp", JobJson.Succeeded("lamp", Video.Length));

        var (good, output, _) = await RunAsync(cli);

        Assert.False(good);
        Assert.Contains("Lamp: the stored video is another SHA-256 than stated", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_the_report_is_one_document()
    {
        using var cli = Prepare();

        var (_, output, _) = await RunAsync(cli, json: true);

        var report = JsonElement.Parse(output);
        Assert.True(report.GetProperty("ok").GetBoolean());
        Assert.Equal("2", report.GetProperty("billed_usd").GetString());
        Assert.Equal("tokenlab", report.GetProperty("items")[1].GetProperty("cheapest").GetString());
    }

    private static CliRun Prepare()
    {
        var cli = new CliRun();
        cli.Host.On("POST /api/quotes", """
            {"offers":[{"provider":"tokenlab","quote":{"amount_usd":"0.75"}},{"provider":"tokenhub","quote":{"amount_usd":"1"}}],"refused":[]}
            """);
        cli.Host.On("POST /api/videos", call => StubHost.Json(JobJson.Of(JsonNode.Parse(call.Body)!["prompt"]!.GetValue<string>(), "queued"), HttpStatusCode.Accepted));
        foreach (var id in new[] { "lamp", "shoe" })
        {
            cli.Host.InTurn($"GET /api/videos/{id}", JobJson.Of(id, "running"), JobJson.Succeeded(id, Video.Length, Sha256))
                .On($"GET /api/videos/{id}/content", _ => StubHost.Bytes(Video));
        }

        return cli;
    }

    private static async Task<(bool Good, string Output, string Csv)> RunAsync(CliRun cli, bool json = false)
    {
        var output = new StringWriter();
        var terminal = new Terminal(cli.Surroundings(output, TextWriter.Null, new MemoryStream()), json, plain: true);
        using var session = new Session(cli.Surroundings(output, TextWriter.Null, new MemoryStream()), terminal, new Uri(StubHost.Url), null);
        var results = await new DemoRun(session).GenerateAsync(Items, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        var left = new DemoOutput(cli.Directory.FullName);
        cli.File("bill.csv", "an earlier run");
        ResultsCsv.Write(left.Bill, results);
        var good = DemoReport.Write(results, left, TimeSpan.FromSeconds(20), terminal);
        return (good, output.ToString(), cli.Read("bill.csv"));
    }
}

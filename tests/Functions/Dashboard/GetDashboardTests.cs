using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Functions.Dashboard;
using VideoPipeline.Functions.Tests.World;

namespace VideoPipeline.Functions.Tests.Dashboard;

public sealed partial class GetDashboardTests
{
    private const int PageBudget = 150 * 1024;

    [Fact]
    public async Task Page_and_its_files_are_served_packed_tagged_and_under_a_strict_policy()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var files = host.Services.GetRequiredService<DashboardFiles>().All.ToList();

        foreach (var file in files)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, file.Name == DashboardFiles.Index ? "/dashboard" : $"/dashboard/{file.Name}");
            request.Headers.AcceptEncoding.ParseAdd("gzip");
            using var answer = await host.Http.SendAsync(request);
            using var again = new HttpRequestMessage(HttpMethod.Get, request.RequestUri);
            again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
            using var unchanged = await host.Http.SendAsync(again);
            using var plain = await host.Http.GetAsync(request.RequestUri);

            Assert.Equal((HttpStatusCode.OK, "gzip"), (answer.StatusCode, Assert.Single(answer.Content.Headers.ContentEncoding)));
            Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
            await using var packed = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
            using var reader = new StreamReader(packed, Encoding.UTF8);
            Assert.Equal(await plain.Content.ReadAsStringAsync(), await reader.ReadToEndAsync());
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        }

        Assert.InRange(files.Sum(file => file.Content.Length), 1, PageBudget);
    }

    [Theory]
    [InlineData("/dashboard/nothing.js")]
    [InlineData("/dashboard/..%2Fhost.json")]
    public async Task File_that_the_page_has_not_is_not_found(string route)
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        using var answer = await host.Http.GetAsync(route);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public void Page_makes_no_html_of_text_and_loads_nothing_from_elsewhere()
    {
        foreach (var file in new DashboardFiles().All)
        {
            var text = Encoding.UTF8.GetString(file.Content.Span);

            Assert.DoesNotMatch(HtmlFromText(), text);
            Assert.DoesNotMatch(Elsewhere(), text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal));
        }
    }

    [GeneratedRegex(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|style=""")]
    private static partial Regex HtmlFromText();

    [GeneratedRegex(@"(?:src|href|from|import|url)\s*[=(]?\s*['""(]?https?://")]
    private static partial Regex Elsewhere();
}

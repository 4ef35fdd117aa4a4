using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using VideoPipeline.Support;
using static Microsoft.Playwright.Assertions;

namespace VideoPipeline.Dashboard.Tests;

/// <summary>Every view, in both themes and on a phone.</summary>
[Collection(DashboardCollection.Name)]
public sealed class AppearanceTests(DashboardFixture fixture)
{
    private static readonly AxeRunOptions s_wcag = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    };

    [BrowserFact]
    public async Task Views_have_no_violation_of_wcag_in_either_theme_and_fit_a_phone()
    {
        var examples = await fixture.ExamplesAsync();

        await Task.WhenAll(
            LookAtAllAsync(examples, ColorScheme.Light, 1440), LookAtAllAsync(examples, ColorScheme.Dark, 1440), LookAtAllAsync(examples, ColorScheme.Light, 390));
    }

    [BrowserFact]
    public async Task Page_is_small_and_its_first_content_is_painted_within_a_second()
    {
        await using var window = await fixture.NewWindowAsync();
        var sizes = new List<long>();
        window.Page.RequestFinished += async (_, request) =>
        {
            if (request.Url.Contains("/dashboard", StringComparison.Ordinal))
            {
                sizes.Add((await request.SizesAsync()).ResponseBodySize);
            }
        };

        await window.GoAsync("jobs");
        await Expect(window.Heading).ToBeVisibleAsync();
        var painted = await window.Page.EvaluateAsync<double>(
            """
            new Promise(done => new PerformanceObserver(list => list.getEntriesByName('first-contentful-paint').forEach(entry => done(entry.startTime)))
              .observe({ type: 'paint', buffered: true }))
            """);

        Assert.InRange(sizes.Sum(), 1, 150 * 1024);
        Assert.InRange(painted, 0, 1000);
        window.HasNoFaults();
    }

    /// <summary>What a newcomer sees first; <c>UPDATE_DOCS=1</c> takes the picture anew.</summary>
    [BrowserFact]
    public async Task Picture_of_the_readme_shows_the_gallery_after_the_sample_catalogue()
    {
        var picture = Path.Combine(Checkout.Root, "docs", "dashboard.png");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            var batch = await fixture.StartBatchAsync("catalogue", await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "samples", "catalog.csv")));
            await using var window = await fixture.OpenAsync($"batches/{batch}", width: 1280, height: 760);
            await Expect(window.Page.GetByText("8 of 8 done")).ToBeVisibleAsync();
            await window.GoAsync($"jobs?batch_id={batch}");
            await Expect(window.Page.Locator(".gallery .price")).ToHaveCountAsync(8);
            await Expect(window.Page.Locator("main .skeleton")).ToHaveCountAsync(0);
            await window.GoAsync("jobs");
            await Expect(window.Page.Locator("main .skeleton")).ToHaveCountAsync(0);
            await window.Page.ScreenshotAsync(new PageScreenshotOptions { Path = picture });
        }

        Assert.Equal([0x89, 0x50, 0x4E, 0x47], (await File.ReadAllBytesAsync(picture)).Take(4));
        Assert.InRange(new FileInfo(picture).Length, 1, 400 * 1024);
    }

    private async Task LookAtAllAsync(Examples examples, ColorScheme theme, int width)
    {
        var (succeeded, failed, ambiguous, batch) = examples;
        await using var window = await fixture.OpenAsync("jobs", theme, width);

        foreach (var route in (string[])["jobs", "jobs?status=cancelled", $"jobs/{succeeded}", $"jobs/{failed}", $"jobs/{ambiguous}", "jobs/vid_none", $"batches/{batch}", "money", "new", "batches"])
        {
            await window.GoAsync(route);
            await Expect(window.Heading).ToBeVisibleAsync();
            await Expect(window.Page.Locator("main .skeleton")).ToHaveCountAsync(0);

            Assert.True(await window.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{route} is wider than {width} px.");
            await PictureAsync(window, $"{route.Split('?')[0].Replace('/', '-')}-{theme}-{width}");
            if (width > 500)
            {
                await HasNoViolationAsync(window, $"{route} ({theme})");
            }
        }

        await window.Page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "bad.csv", MimeType = "text/csv", Buffer = "prompt,duration\nA lamp,99\n"u8.ToArray() });
        await Expect(window.Page.Locator("td.wrong")).ToHaveCountAsync(1);
        await PictureAsync(window, $"preview-{theme}-{width}");
        await HasNoViolationAsync(window, $"the preview ({theme}, {width} px)");
        window.HasNoFaultsBut("404");
    }

    private static async Task HasNoViolationAsync(Window window, string view)
    {
        var result = await window.Page.RunAxe(s_wcag);
        Assert.True(result.Passes.Length > 10, $"{view}: axe looked at next to nothing.");
        Assert.True(result.Violations.Length == 0, $"{view}: {string.Join("; ", result.Violations.Select(Told))}");
    }

    // For eyes: SCREENSHOTS names the folder that they are left in.
    private static async Task PictureAsync(Window window, string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
        {
            await window.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }

    private static string Told(AxeResultItem violation) =>
        $"{violation.Id} at {string.Join(", ", violation.Nodes.Take(4).Select(node => $"{node.Target} {node.Any.FirstOrDefault()?.Message}"))}";
}

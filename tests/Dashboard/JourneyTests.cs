using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VideoPipeline.Dashboard.Tests;

/// <summary>What people come for, from the first prompt to the bill, once without a mouse.</summary>
[Collection(DashboardCollection.Name)]
public sealed partial class JourneyTests(DashboardFixture fixture)
{
    private const string Csv = """
        item,provider,duration,resolution,metadata.sku,prompt
        lamp,tokenhub,5,720p,l-1,"A lamp, warm light"
        shoe,tokenhub,99,720p,s-2,A shoe lands on wet ground
        cup,tokenhub,5,8k,c-3,
        bottle,tokenhub,5,720p,b-4,A bottle in a stream [fault:error-code as=balance times=1]
        """;

    [BrowserFact]
    public async Task Everything_can_be_done_by_keyboard_alone()
    {
        await using var window = await fixture.OpenAsync("jobs");
        var page = window.Page;

        // From the start: the browser takes its time to hand choosers over, and one key is faster.
        var chooser = new TaskCompletionSource<IFileChooser>(TaskCreationOptions.RunContinuationsAsynchronously);
        page.FileChooser += (_, opened) => chooser.TrySetResult(opened);

        // A video from the form, watched to its end and played.
        await window.PressAsync(window.Link("New video").First);
        await Expect(window.Heading).ToHaveTextAsync("New video");
        await window.TabToAsync(page.GetByLabel("Prompt"));
        await page.Keyboard.TypeAsync("A walnut desk lamp turns slowly");
        await Expect(page.Locator(".offers > li")).ToHaveCountAsync(4);
        await window.PressAsync(window.Button("Choose tokenhub"));
        await Expect(page.GetByLabel("Provider")).ToHaveValueAsync("tokenhub");
        await window.PressAsync(page.GetByRole(AriaRole.Button, new() { NameRegex = MakeVideo() }));
        await Expect(page).ToHaveURLAsync(JobRoute());
        await Expect(page.Locator("main .head .status")).ToHaveTextAsync("Succeeded");
        await Expect(page.Locator(".step.done .name").Last).ToContainTextAsync("Settled $");
        await PlayAsync(window);

        // A file with two bad rows: both marked, the others started, the one that fails run again.
        await window.PressAsync(page.Locator("nav").GetByRole(AriaRole.Link, new() { NameRegex = Batches() }));
        await window.TabToAsync(page.GetByLabel("Drop a CSV"));
        await page.Keyboard.PressAsync("Enter");
        await (await chooser.Task.WaitAsync(TimeSpan.FromSeconds(20))).SetFilesAsync(new FilePayload { Name = "autumn.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(Csv) });
        await Expect(page.Locator("td.wrong")).ToHaveCountAsync(3);
        await Expect(page.Locator("tr.refused")).ToHaveCountAsync(2);
        await window.PressAsync(window.Button("Start 2 items, leave out 2"));
        await Expect(page.Locator("main .head .status")).ToHaveTextAsync("Completed, not all");
        await window.PressAsync(window.Button("Retry 1 failed item"));
        await Expect(page.GetByText("2 of 2 done")).ToBeVisibleAsync();
        await Expect(page.Locator("main .head .status")).ToHaveTextAsync("Completed");

        // A submit whose answer was lost, given up after the operator key was asked for.
        var lost = await fixture.Stack.EndOfAsync((await fixture.Stack.SubmitAsync("A bottle of perfume [fault:reset-after]")).Id);
        await window.LookAgainAsync();
        await Expect(page.Locator("#glance-waiting")).ToHaveTextAsync("1");
        await window.PressAsync(page.Locator("nav").GetByRole(AriaRole.Link, new() { NameRegex = Jobs() }));
        await window.PressAsync(page.Locator($"a[href='#/jobs/{lost.Id}']"));
        await Expect(page.GetByText("Costs $1.00 more")).ToBeVisibleAsync();
        await window.PressAsync(window.Button("Give up"));
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#key").WaitForAsync();
        await page.Keyboard.TypeAsync(DashboardFixture.OperatorKey);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main .head .status")).ToHaveTextAsync("Failed");
        await Expect(page.Locator("#glance-waiting")).ToHaveTextAsync("0");

        // The refusal for want of the key is the one error that the browser itself writes down.
        window.HasNoFaultsBut("403");
    }

    [BrowserFact]
    public async Task Bars_of_the_spend_move_when_a_job_is_billed()
    {
        await fixture.Stack.EndOfAsync((await fixture.Stack.SubmitAsync("A first lamp")).Id);
        await using var window = await fixture.OpenAsync("money?days=7");
        var billed = window.Page.Locator(".tiles dd").First;
        await Expect(window.Page.Locator(".chart .part").First).ToBeVisibleAsync();
        var before = (Billed: await AmountAsync(billed), Chart: await window.Page.Locator(".chart").GetAttributeAsync("aria-label"));

        await fixture.Stack.EndOfAsync((await fixture.Stack.SubmitAsync("A second lamp")).Id);
        await window.LookAgainAsync();
        await Expect(window.Page.Locator(".chart")).Not.ToHaveAttributeAsync("aria-label", before.Chart!);

        Assert.True(await AmountAsync(billed) > before.Billed);
        window.HasNoFaults();
    }

    [BrowserFact]
    public async Task Ambiguous_job_is_submitted_again_after_its_price_was_said()
    {
        var lost = await fixture.Stack.SubmitAsync("A chair [fault:reset-before times=1]");
        await fixture.Stack.EndOfAsync(lost.Id);
        await using var window = await fixture.OpenAsync($"jobs/{lost.Id}");

        await window.Button("Submit again").ClickAsync();
        await window.Button("Submit again for $1.00").ClickAsync();
        await window.Page.Locator("#key").FillAsync(DashboardFixture.OperatorKey);
        await window.Button("Use key").ClickAsync();

        await Expect(window.Page.Locator("main .head .status")).ToHaveTextAsync("Succeeded");
        await Expect(window.Page.Locator(".attempts > li")).ToHaveCountAsync(2);
        window.HasNoFaultsBut("403");
    }

    private static async Task PlayAsync(Window window)
    {
        var video = window.Page.Locator("video");
        await window.TabToAsync(video);
        await video.EvaluateAsync("video => new Promise(done => video.readyState >= 2 ? done() : video.addEventListener('loadeddata', done))");
        await window.Page.Keyboard.PressAsync("Space");
        await video.EvaluateAsync("video => new Promise(done => video.currentTime > 0 ? done() : video.addEventListener('timeupdate', done))");

        Assert.True(await video.EvaluateAsync<int>("video => video.readyState") >= 2);
        Assert.InRange(await video.EvaluateAsync<double>("video => video.duration"), 0.5, 60);
    }

    private static async Task<decimal> AmountAsync(ILocator amount) =>
        decimal.Parse((await amount.Locator(".num").GetAttributeAsync("title"))!.Split(' ')[0], CultureInfo.InvariantCulture);

    [GeneratedRegex("^Make video for")]
    private static partial Regex MakeVideo();

    [GeneratedRegex("^Jobs")]
    private static partial Regex Jobs();

    [GeneratedRegex("^Batches")]
    private static partial Regex Batches();

    [GeneratedRegex("#/jobs/vid_")]
    private static partial Regex JobRoute();
}

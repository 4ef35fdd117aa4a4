using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VideoPipeline.Dashboard.Tests;

/// <summary>Whatever others have written is text, and stays where it belongs.</summary>
[Collection(DashboardCollection.Name)]
public sealed class HostilityTests(DashboardFixture fixture)
{
    private const string Markup = "<img src=x onerror=\"window.hit=1\"><script>window.hit=1</script> \u202Etxet \u2066";

    [BrowserFact]
    public async Task Markup_and_overrides_and_endless_words_are_shown_as_text()
    {
        var word = new string('w', 10_000);
        var job = $$"""
            {"id":"vid_1","status":"failed","created_at":"2026-11-27T10:00:00Z","provider":"tokenhub","model":"m","operation":"text-to-video",
             "request":{"prompt":{{Quoted(Markup + word)}},"duration":5,"resolution":"720p","aspect_ratio":"16:9","provider":"auto","model":"m","operation":"text-to-video"},
             "error":{"code":{{Quoted(Markup)}},"message":{{Quoted(Markup + word)}},"provider_code":{{Quoted(Markup)}},"provider_message":{{Quoted(Markup + word)}} },
             "metadata":{"sku":{{Quoted(Markup + word)}} },"links":{"self":"/api/videos/vid_1","content":"/api/videos/vid_1/content"} }
            """;
        await using var window = await fixture.NewWindowAsync();
        await AnswerAsync(window, "**/api/videos?*", """{"videos":[{"id":"vid_1","status":"failed","provider":"tokenhub","created_at":"2026-11-27T10:00:00Z"}]}""");
        await AnswerAsync(window, "**/api/videos/vid_1", job);
        await AnswerAsync(window, "**/api/videos/vid_1/attempts", """{"attempts":[]}""");

        foreach (var route in (string[])["jobs", "jobs/vid_1"])
        {
            await window.GoAsync(route);
            await Expect(window.Page.Locator("main .said").Filter(new() { HasText = "<script>" }).First).ToBeVisibleAsync();
            Assert.True(await window.Page.EvaluateAsync<bool>("window.hit === undefined && !document.querySelector('main script, main img[src=x]')"));
            Assert.True(await window.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{route} is torn apart.");
        }

        window.HasNoFaults();
    }

    [BrowserFact]
    public async Task Key_is_asked_for_once_kept_in_the_tab_and_sent_as_a_header()
    {
        await using var window = await fixture.NewWindowAsync();
        await window.Page.RouteAsync("**/api/**", route => route.Request.Headers.GetValueOrDefault("x-functions-key") == "secret"
            ? route.ContinueAsync()
            : route.FulfillAsync(new() { Status = 401 }));
        await window.GoAsync("jobs");

        await window.Page.Locator("#key").FillAsync("secret");
        await window.Button("Use key").ClickAsync();
        await Expect(window.Page.Locator("#live-text")).Not.ToHaveTextAsync("Connecting");
        await window.Page.ReloadAsync();

        await Expect(window.Page.Locator("#glance-running")).Not.ToHaveTextAsync("–");
        await Expect(window.Page.Locator("dialog")).ToHaveCountAsync(0);
        Assert.Equal("secret", await window.Page.EvaluateAsync<string>("sessionStorage.getItem('function-key')"));
        window.HasNoFaultsBut("401");
    }

    [BrowserFact]
    public async Task App_that_cannot_be_reached_is_said_and_asked_again()
    {
        await using var window = await fixture.NewWindowAsync();
        await window.Page.RouteAsync("**/api/**", route => route.AbortAsync());
        await window.GoAsync("jobs");
        await Expect(window.Page.GetByText("The app cannot be reached.")).ToBeVisibleAsync();
        await Expect(window.Page.Locator("#live-text")).ToHaveTextAsync("Connection lost");

        await window.Page.UnrouteAllAsync();
        await window.Button("Try again").ClickAsync();

        await Expect(window.Page.Locator("main .notice")).ToHaveCountAsync(0);
        window.HasNoFaultsBut("ERR_FAILED");
    }

    internal static Task AnswerAsync(Window window, string path, string json) =>
        window.Page.RouteAsync(path, route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = json }));

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}

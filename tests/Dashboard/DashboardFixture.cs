using System.Text.Json;
using Microsoft.Playwright;
using VideoPipeline.EndToEnd.Tests;

namespace VideoPipeline.Dashboard.Tests;

/// <summary>One running stack and one browser for all tests; each takes a window of its own.</summary>
public sealed class DashboardFixture : IAsyncLifetime
{
    public const string OperatorKey = "operator";

    private const string Batch = """
        item,provider,duration,resolution,prompt
        lamp,tokenhub,5,720p,A lamp
        bottle,tokenhub,5,720p,A bottle [fault:error-code as=balance]
        """;

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private Task<Examples>? _examples;

    internal Stack Stack { get; private set; } = null!;

    public string Origin => Stack.App.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    public async Task InitializeAsync()
    {
        if (Chromium.Missing is not null)
        {
            return;
        }

        Stack = await Stack.StartAsync(generationSeconds: 1, everyReseller: true, settings: ("Operator__Key", OperatorKey));
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium.Path ?? throw new InvalidOperationException("The run demands Chromium, and there is none."),
            Args = ["--no-sandbox"],
        });
    }

    public async Task DisposeAsync()
    {
        if (Stack is not null)
        {
            await _browser.DisposeAsync();
            _playwright.Dispose();
            await Stack.DisposeAsync();
        }
    }

    /// <summary>A job that succeeded, one that failed, one that wants an operator, and a batch of which an item has failed; the same for all who ask.</summary>
    public Task<Examples> ExamplesAsync() => _examples ??= MakeExamplesAsync();

    internal async Task<Window> OpenAsync(string route, ColorScheme theme = ColorScheme.Light, int width = 1440, int height = 900)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = theme,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        var window = new Window(await context.NewPageAsync(), Origin);
        await window.GoAsync(route);
        return window;
    }

    private async Task<Examples> MakeExamplesAsync()
    {
        var ends = await Task.WhenAll(new[] { "A lamp", "A shoe [fault:moderation]", "A cup [fault:reset-before times=1]" }.Select(async prompt =>
            await Stack.EndOfAsync((await Stack.SubmitAsync(prompt)).Id)));
        return new Examples(ends[0].Id, ends[1].Id, ends[2].Id, await StartBatchAsync("autumn", Batch));
    }

    public async Task<string> StartBatchAsync(string name, string csv)
    {
        using var content = new StringContent(csv, System.Text.Encoding.UTF8, "text/csv");
        using var answer = await Stack.App.Http.PostAsync(new Uri($"/api/batches?name={name}", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonElement.Parse(text).GetProperty("id").GetString()!;
    }

    /// <summary>A window that has not gone anywhere, for those who change its traffic first.</summary>
    internal async Task<Window> NewWindowAsync() => new(await (await _browser.NewContextAsync()).NewPageAsync(), Origin);
}

/// <summary>Ids of what there is to look at.</summary>
public sealed record Examples(string Succeeded, string Failed, string Ambiguous, string Batch);

[CollectionDefinition(Name)]
public sealed class DashboardCollection : ICollectionFixture<DashboardFixture>
{
    public const string Name = "dashboard";
}

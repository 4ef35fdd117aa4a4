using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace VideoPipeline.Dashboard.Tests;

/// <summary>A window on the page that keeps what must not happen in it: console errors, and requests to anywhere else.</summary>
internal sealed class Window : IAsyncDisposable
{
    private const int MostTabs = 120;

    private readonly string _origin;
    private readonly ConcurrentQueue<string> _faults = new();

    public Window(IPage page, string origin)
    {
        Page = page;
        _origin = origin;
        Page.SetDefaultTimeout(20_000);
        Assertions.SetDefaultExpectTimeout(20_000);
        Page.Console += (_, message) => Keep(message.Type is "error" or "warning", $"console: {message.Text}");
        Page.PageError += (_, error) => _faults.Enqueue($"error: {error}");
        Page.Request += (_, request) => Keep(
            !request.Url.StartsWith(_origin + "/", StringComparison.Ordinal) && !request.Url.StartsWith("blob:" + _origin, StringComparison.Ordinal),
            $"request outside the origin: {request.Url}");
    }

    public IPage Page { get; }

    public ILocator Heading => Page.Locator("main h1");

    public Task GoAsync(string route) => Page.GotoAsync($"{_origin}/dashboard#/{route}");

    public ILocator Button(string name, bool exact = false) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = exact });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = name });

    /// <summary>Goes on with the Tab key until the element has the focus, as somebody without a mouse does.</summary>
    public async Task TabToAsync(ILocator element)
    {
        await Assertions.Expect(element).ToBeVisibleAsync();
        for (var tabs = 0; tabs < MostTabs; tabs++)
        {
            if (await element.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }

            await Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"The keyboard does not reach {element}.");
    }

    public async Task PressAsync(ILocator element, string key = "Enter")
    {
        await TabToAsync(element);
        await Page.Keyboard.PressAsync(key);
    }

    /// <summary>The page asks at once, as it does when it is looked at again; else it would take its time to see what was begun elsewhere.</summary>
    public async Task LookAgainAsync() => await Page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");

    public void HasNoFaults() => Assert.Empty(_faults);

    /// <summary>Without the faults that a test has provoked.</summary>
    public void HasNoFaultsBut(string expected) => Assert.DoesNotContain(_faults, fault => !fault.Contains(expected, StringComparison.Ordinal));

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();

    private void Keep(bool isFault, string fault)
    {
        if (isFault)
        {
            _faults.Enqueue(fault);
        }
    }
}

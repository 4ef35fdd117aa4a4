using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VideoPipeline.Dashboard.Tests;

[Collection(DashboardCollection.Name)]
public sealed class ManyJobsTests(DashboardFixture fixture)
{
    private const int Jobs = 10_000;
    private const double MostGrowth = 12 * 1024 * 1024;

    // In the page itself: ten thousand answers by way of the test would take most of its time.
    private const string ManyJobs = """
        const real = window.fetch;
        const total = 10000;
        const answer = value => Promise.resolve(new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json' } }));
        window.fetch = (path, options) => {
          const url = new URL(path, location.origin);
          if (!url.pathname.startsWith('/api/videos')) return real(path, options);
          const limit = Number(url.searchParams.get('limit'));
          const from = Number(url.searchParams.get('cursor') ?? 0);
          if (url.pathname === '/api/videos') {
            return answer({
              videos: Array.from({ length: Math.min(limit, total - from) }, (_, index) => ({ id: `vid_${from + index}`, status: 'failed', provider: 'tokenhub', created_at: '2026-11-27T10:00:00Z' })),
              cursor: from + limit < total ? String(from + limit) : undefined,
            });
          }
          const id = url.pathname.split('/').at(-1);
          return answer({
            id, status: 'failed', created_at: '2026-11-27T10:00:00Z', provider: 'tokenhub', error: { code: 'moderation' },
            request: { prompt: `Job ${id}: a walnut desk lamp turns slowly`, duration: 5, resolution: '720p', provider: 'tokenhub' },
          });
        };
        """;

    [BrowserFact]
    public async Task Ten_thousand_jobs_are_scrolled_through_in_a_window_that_does_not_grow()
    {
        await using var window = await fixture.NewWindowAsync();
        await window.Page.AddInitScriptAsync(ManyJobs);
        await window.GoAsync("jobs");
        await Expect(window.Page.Locator(".gallery .prompt").First).ToBeVisibleAsync();
        var session = await window.Page.Context.NewCDPSessionAsync(window.Page);

        var (nodes, heap) = (0, 0d);
        for (var screens = 0; !await IsAtEndAsync(window); screens++)
        {
            Assert.InRange(screens, 0, 1000);
            await window.Page.EvaluateAsync("window.scrollBy(0, window.innerHeight * 16); new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
            if (screens == 10)
            {
                (nodes, heap) = await MeasureAsync(session);
            }
        }

        var (nodesAtEnd, heapAtEnd) = await MeasureAsync(session);
        await Expect(window.Page.Locator($"a[href='#/jobs/vid_{Jobs - 1}']")).ToBeVisibleAsync();
        Assert.InRange(await window.Page.Locator(".gallery .card").CountAsync(), 1, 60);
        Assert.InRange(nodesAtEnd, 1, nodes * 1.5);
        Assert.InRange(heapAtEnd - heap, double.MinValue, MostGrowth);
        window.HasNoFaults();
    }

    [BrowserFact]
    public async Task Hidden_page_asks_for_nothing_and_a_seen_one_goes_on()
    {
        await using var window = await fixture.NewWindowAsync();
        var asked = 0;
        window.Page.Request += (_, request) => asked += request.Url.EndsWith("/api/overview", StringComparison.Ordinal) ? 1 : 0;
        await window.Page.Clock.InstallAsync();
        await window.GoAsync("jobs");
        await Expect(window.Page.Locator("#live-text")).Not.ToHaveTextAsync("Connecting");

        await HideAsync(window, true);
        var before = asked;
        await window.Page.Clock.RunForAsync(60_000);
        Assert.Equal(before, asked);

        await window.Page.RunAndWaitForRequestAsync(() => HideAsync(window, false), request => request.Url.EndsWith("/api/overview", StringComparison.Ordinal));
        window.HasNoFaults();
    }

    private static async Task HideAsync(Window window, bool hidden) => await window.Page.EvaluateAsync(
        "hidden => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden }); document.dispatchEvent(new Event('visibilitychange')); }", hidden);

    private static async Task<bool> IsAtEndAsync(Window window) =>
        await window.Page.EvaluateAsync<bool>("window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - 4")
        && (await window.Page.Locator(".head .num").TextContentAsync())!.StartsWith("10,000 jobs", StringComparison.Ordinal);

    private static async Task<(int Nodes, double Heap)> MeasureAsync(ICDPSession session)
    {
        await session.SendAsync("HeapProfiler.collectGarbage");
        var counters = (await session.SendAsync("Memory.getDOMCounters"))!.Value;
        var heap = (await session.SendAsync("Runtime.getHeapUsage"))!.Value;
        return (counters.GetProperty("nodes").GetInt32(), heap.GetProperty("usedSize").GetDouble());
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace VideoPipeline.Simulator.Tests;

/// <summary>A simulator of a test's own, on a free port, in virtual time.</summary>
internal sealed class SimulatorHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private SimulatorHost(WebApplication app, ManualTime time)
    {
        this.app = app;
        Time = time;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(app.Urls.Single()),
            Timeout = TimeSpan.FromSeconds(30),
        };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "th-test");
    }

    public ManualTime Time { get; }

    public HttpClient Client { get; }

    public string Origin => Client.BaseAddress!.GetLeftPart(UriPartial.Authority);

    public static async Task<SimulatorHost> StartAsync(params string[] settings) => await StartAsync(null, settings);

    public static async Task<SimulatorHost> StartAsync(Action<IServiceCollection>? configure, params string[] settings)
    {
        var time = new ManualTime();
        var app = SimulatorApp.Build(
            ["--urls=http://127.0.0.1:0", .. settings.Select(setting => $"--Simulator:{setting}")],
            services =>
            {
                services.AddSingleton<TimeProvider>(time);
                configure?.Invoke(services);
            });
        await app.StartAsync();
        return new SimulatorHost(app, time);
    }

    public async Task<Answer> PostAsync(string path, string json, string? fault = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        if (fault is not null)
        {
            request.Headers.Add("X-Simulator-Fault", fault);
        }

        return await SendAsync(request);
    }

    public async Task<Answer> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request);
    }

    public async Task<Answer> DeleteAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, path);
        return await SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return new Answer((int)response.StatusCode, bytes, response.Headers, response.Content.Headers);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}

/// <summary>What the simulator answered.</summary>
internal sealed record Answer(int Status, byte[] Bytes, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonNode Json => JsonNode.Parse(Bytes)!;

    public bool IsJson()
    {
        try
        {
            return JsonNode.Parse(Bytes) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using VideoPipeline.LocalHost.Azurite;
using Xunit;

namespace LocalHost.Tests;

public sealed class HostTests(HostTests.Storage storage) : IClassFixture<HostTests.Storage>, IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("local-host-").FullName;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public async Task Payloads_of_snake_case_cross_every_boundary()
    {
        await using var host = await StartAsync();
        Assert.Equal(HttpStatusCode.Accepted, (await host.Http.PostAsync("/jobs/a", null)).StatusCode);

        var ended = await host.Http.PostAsync("/jobs/a/event", null);

        Assert.Equal(
            """Completed {"job_id":"a","step_number":102} {"job_id":"a","step_number":2}""", (await ended.Content.ReadAsStringAsync()).Trim());
        Assert.Contains("\"runtimeStatus\":\"Completed\"", await host.Http.GetStringAsync("/runtime/webhooks/durabletask/instances/a"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Routes_methods_names_and_limits_are_those_of_the_real_host()
    {
        await using var host = await StartAsync();

        Assert.StartsWith("kim yes ", await host.Http.GetStringAsync("/items/kim?loud=yes"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.PostAsync("/items/kim", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/unknown")).StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, (await host.Http.GetAsync("/throw")).StatusCode);
        Assert.Equal("50000000", await (await host.Http.PostAsync("/size", new ByteArrayContent(new byte[50_000_000]))).Content.ReadAsStringAsync());
        using var large = new HttpRequestMessage(HttpMethod.Post, "/size") { Content = new ByteArrayContent(new byte[104_857_601]) };
        large.Headers.ExpectContinue = true;
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.Http.SendAsync(large)).StatusCode);
        using var rebound = new HttpRequestMessage(HttpMethod.Post, "/jobs/x");
        rebound.Headers.Host = "rebound.example";
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Http.SendAsync(rebound)).StatusCode);
    }

    [Fact]
    public async Task Key_is_demanded_once_it_is_set()
    {
        await using var host = await StartAsync(("LocalHost__ApiKey", "k3y"));

        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Http.PostAsync("/jobs/a?code=other", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await host.Http.PostAsync("/jobs/a?code=k3y", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Http.GetAsync("/runtime/webhooks/durabletask/instances/a")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync("/items/kim")).StatusCode);
    }

    [Fact]
    public async Task Worker_that_dies_fails_its_open_invocations_at_once_and_comes_back()
    {
        await using var host = await StartAsync();
        var open = host.Http.GetAsync("/hang");
        await host.Http.GetAsync("/items/kim");
        var first = host.Worker;

        using (var kill = Process.Start("kill", ["-9", $"{first}"]))
        {
            await kill.WaitForExitAsync();
        }

        Assert.False((await open.WaitAsync(TimeSpan.FromSeconds(5))).IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync("/items/kim")).StatusCode);
        Assert.NotEqual(first, host.Worker);
    }

    [Fact]
    public async Task Killed_host_takes_its_worker_along_within_a_second()
    {
        await using var host = await StartAsync();
        var worker = host.Worker;

        await host.KillAsync();

        using var second = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        while (Runs(worker))
        {
            await Task.Delay(20, second.Token);
        }
    }

    [Fact]
    public async Task Function_over_its_time_is_cancelled_and_its_worker_replaced()
    {
        await using var host = await StartAsync(("AzureFunctionsJobHost__functionTimeout", "00:00:01"));
        var first = host.Worker;

        Assert.False((await host.Http.GetAsync("/hang")).IsSuccessStatusCode);

        using var worker = Process.GetProcessById(first);
        await worker.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));

        // A call that waits for the next worker has its second as well.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!(await host.Http.GetAsync("/items/kim", patience.Token)).IsSuccessStatusCode)
        {
        }

        Assert.NotEqual(first, host.Worker);
    }

    [Fact]
    public async Task Timers_fire_on_one_of_the_hosts_of_a_task_hub()
    {
        // A hub of its own: a host that was killed holds its timers' leases for a minute.
        var hub = ("AzureFunctionsJobHost__extensions__durableTask__hubName", "Timers");
        await using var first = await StartAsync(hub);
        Assert.Equal("past due: False", await first.Http.GetStringAsync("/next-tick"));
        await using var second = await HostProcess.Start(
            Directory.CreateDirectory(Path.Combine(data, "second")).FullName, storage.ConnectionString, null, hub).ReadyAsync();

        var there = second.Http.GetStringAsync("/next-tick");
        for (var tick = 0; tick < 3; tick++)
        {
            await first.Http.GetStringAsync("/next-tick");
        }

        Assert.False(there.IsCompleted);
    }

    [Fact]
    public async Task Trace_of_a_request_goes_on_in_its_function()
    {
        await using var host = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/trace");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        var inFunction = await (await host.Http.SendAsync(request)).Content.ReadAsStringAsync();

        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", inFunction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_beyond_the_limits_of_host_json_are_refused()
    {
        await using var host = await StartAsync(
            ("AzureFunctionsJobHost__extensions__http__maxConcurrentRequests", "1"),
            ("AzureFunctionsJobHost__extensions__http__maxOutstandingRequests", "1"));

        var first = await Task.WhenAny(host.Http.GetAsync("/hang"), host.Http.GetAsync("/hang"));

        Assert.Equal(HttpStatusCode.TooManyRequests, (await first).StatusCode);
    }

    [Fact]
    public async Task Worker_that_does_not_come_up_is_told_in_one_line_and_ended()
    {
        var app = await AppAsync("echo $$ > ../silent; exec sleep 600");
        await using var host = HostProcess.Start(data, storage.ConnectionString, app, ("LocalHost__WorkerStartTimeout", "00:00:01"));

        Assert.Equal(3, await host.EndsAsync());
        Assert.Contains("was not ready within 1 s", Assert.Single(host.Errors.Split('\n')), StringComparison.Ordinal);
        Assert.False(Runs(int.Parse(await File.ReadAllTextAsync(Path.Combine(data, "silent")), CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Worker_that_is_killed_before_it_is_ready_is_started_again_also_the_first_time()
    {
        var app = await AppAsync("""echo >> ../starts; [ $(wc -l < ../starts) -lt 3 ] && kill -9 $$; exec dotnet LocalHost.SampleApp.dll "$@" """);
        foreach (var file in Directory.EnumerateFiles(HostProcess.BuiltPath("LocalHost.SampleApp")))
        {
            var own = Path.Combine(app, Path.GetFileName(file));
            if (!File.Exists(own))
            {
                File.CreateSymbolicLink(own, file);
            }
        }

        await using var host = HostProcess.Start(data, storage.ConnectionString, app);

        await host.ReadyAsync();

        Assert.Equal(3, (await File.ReadAllLinesAsync(Path.Combine(data, "starts"))).Length);
    }

    [Fact]
    public async Task Worker_that_ends_by_itself_before_it_is_ready_is_told_in_one_line()
    {
        await using var host = HostProcess.Start(data, storage.ConnectionString, await AppAsync("exit 7"));

        Assert.Equal(3, await host.EndsAsync());
        Assert.Contains("its worker ended before it was ready (exit code 7)", Assert.Single(host.Errors.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_ends_with_0_when_it_is_told_to()
    {
        await using var host = await StartAsync();

        Assert.Equal((0, ""), (await host.TerminateAsync(), host.Errors));
    }

    [Fact]
    public async Task Taken_data_directory_is_told_in_one_line()
    {
        await using var first = await StartAsync();
        await using var second = HostProcess.Start(data, storage.ConnectionString);

        Assert.Equal(2, await second.EndsAsync());
        Assert.Contains(data, Assert.Single(second.Errors.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Taken_port_is_told_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var host = HostProcess.Start(
            data, storage.ConnectionString, null, ("ASPNETCORE_URLS", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}"));

        Assert.Equal(2, await host.EndsAsync());
        Assert.Single(host.Errors.Split('\n'));
    }

    [Fact]
    public async Task Wrong_setting_is_told_in_one_line()
    {
        await using var host = HostProcess.Start(data, storage.ConnectionString, null, ("LocalHost__DurableBackend", "nonsense"));

        Assert.Equal(1, await host.EndsAsync());
        Assert.Contains("LocalHost__DurableBackend", Assert.Single(host.Errors.Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "is no Service Bus connection string")]
    [InlineData("Endpoint=sb://127.0.0.1:5999;SharedAccessKeyName=a;SharedAccessKey=b", "without UseDevelopmentEmulator=true")]
    public async Task Service_bus_address_that_cannot_serve_is_told_in_one_line(string address, string reason)
    {
        await using var host = HostProcess.Start(data, storage.ConnectionString, null, ("ServiceBus", address));

        Assert.Equal(1, await host.EndsAsync());
        Assert.Contains(reason, Assert.Single(host.Errors.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Taken_port_of_the_broker_is_told_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"Endpoint=sb://{taken.LocalEndpoint};SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true;";
        await using var host = HostProcess.Start(data, storage.ConnectionString, null, ("ServiceBus", address));

        Assert.Equal(2, await host.EndsAsync());
        Assert.Contains($"{taken.LocalEndpoint}", Assert.Single(host.Errors.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_without_an_app_is_told_in_one_line()
    {
        await using var host = HostProcess.Start(data, storage.ConnectionString, data);

        Assert.Equal(3, await host.EndsAsync());
        Assert.Contains(data, Assert.Single(host.Errors.Split('\n')), StringComparison.Ordinal);
    }

    // A dead process that its new parent has not buried yet does nothing any more.
    // An app whose worker is a script, run in the app's own folder.
    private async Task<string> AppAsync(string script)
    {
        var app = Directory.CreateDirectory(Path.Combine(data, "app")).FullName;
        await File.WriteAllTextAsync(Path.Combine(app, "host.json"), "{}");
        await File.WriteAllTextAsync(Path.Combine(app, "worker.sh"), script);
        await File.WriteAllTextAsync(
            Path.Combine(app, "worker.config.json"),
            """{"description": {"defaultExecutablePath": "/bin/sh", "defaultWorkerPath": "worker.sh"}}""");
        return app;
    }

    private static bool Runs(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private Task<HostProcess> StartAsync(params (string Name, string Value)[] settings) =>
        HostProcess.Start(data, storage.ConnectionString, null, settings).ReadyAsync();

    /// <summary>One Azurite for the tests of this class.</summary>
    public sealed class Storage : IAsyncLifetime
    {
        private AzuriteProcess azurite = null!;

        public string ConnectionString => azurite.ConnectionString;

        public async Task InitializeAsync() => azurite = await AzuriteProcess.StartAsync();

        public async Task DisposeAsync() => await azurite.DisposeAsync();
    }
}

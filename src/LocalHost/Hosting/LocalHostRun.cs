using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VideoPipeline.LocalHost.Azurite;
using VideoPipeline.LocalHost.Durable;
using VideoPipeline.LocalHost.Http;
using VideoPipeline.LocalHost.Messages;
using VideoPipeline.LocalHost.ServiceBus.Trigger;
using VideoPipeline.LocalHost.Worker;
using Yarp.ReverseProxy.Forwarder;

namespace VideoPipeline.LocalHost.Hosting;

/// <summary>One run of the host: what starts in which order, and stops in the reverse one.</summary>
internal static class LocalHostRun
{
    // What the Functions host allows.
    private const long MaxRequestBodyBytes = 104_857_600;

    public static async Task RunAsync(HostSettings settings)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }

        var addresses = ListenAddresses.Read(settings.Configuration);
        addresses.DemandKeyBeyondLoopback(settings.ApiKey);
        using var data = DataDirectory.Take(settings.DataDirectory);
        using var loggers = LoggerFactory.Create(logging => logging
            .AddConfiguration(settings.HostJson.GetSection("logging"))
            // Why a start failed is said once, in one sentence.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
            .AddFilter("Microsoft.AspNetCore", LogLevel.Error)
            .AddFilter("Grpc", LogLevel.Error)
            // It quotes whole addresses, and those may have a key or a callback's signature in them.
            .AddFilter("Yarp", LogLevel.Warning)
            // The function's own lines say what it does; the invoker's say "(null)" of reasons that it was not given.
            .AddFilter("Function", LogLevel.Warning)
            .AddFilter("Function.*.User", LogLevel.Information)
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            }));
        using var telemetry = HostTelemetry.Start(settings);
        var azurites = await AzuriteStart.RunAsync(settings, CancellationToken.None);
        try
        {
            await using var broker = await BrokerStart.RunAsync(settings, loggers);
            await ServeAsync(settings, addresses, loggers, stop);
        }
        finally
        {
            foreach (var azurite in azurites)
            {
                await azurite.DisposeAsync();
            }
        }
    }

    private static async Task ServeAsync(HostSettings settings, ListenAddresses addresses, ILoggerFactory loggers, TaskCompletionSource stop)
    {
        var channels = new WorkerChannels();
        var messages = new MessagesInHand();
        await using var rpc = await StartRpcAsync(channels, messages, loggers);
        await using var workers = new WorkerSupervisor(settings, AddressOf(rpc), channels, loggers);
        var functions = await LoadAsync(workers);
        await using var web = CreateWeb(addresses, loggers);
        Uri? address = null;
        await using var jobs = await FunctionsJobHost.StartAsync(
            settings, functions, workers, () => new Uri(address ?? new Uri(ListenAddresses.Default), ManagementApi.Path),
            // Started again, the host goes on from what is on disk.
            failure => stop.TrySetException(new StartFailure(StartFailure.Store, $"The durable store has stopped: {failure.Message}", failure)),
            loggers, CancellationToken.None);
        var gate = new RequestGate(addresses, settings.ApiKey);
        using var endpoints = new FunctionEndpoints(
            jobs, gate, settings.HostJson, web.Services.GetRequiredService<IHttpForwarder>(), loggers.CreateLogger("Host.Http"));
        endpoints.Map(web, functions);
        try
        {
            await web.StartAsync();
        }
        catch (IOException exception)
        {
            throw new StartFailure(StartFailure.InUse, exception.Message, exception);
        }

        address = AddressOf(web);
        await using var triggers = await MessageTriggers.ListenAsync(settings, functions, jobs, messages, loggers);
        Announce(settings, functions, address);
        await stop.Task;
        // Takes nothing more in; what has been taken comes to its end.
        await Task.WhenAll(web.StopAsync(), triggers.StopAsync(CancellationToken.None));
    }

    private static async Task<IReadOnlyList<FunctionMetadata>> LoadAsync(WorkerSupervisor workers)
    {
        try
        {
            return await workers.StartAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is not StartFailure)
        {
            throw new StartFailure(StartFailure.App, $"The app does not load: {exception.Message}", exception);
        }
    }

    private static async Task<WebApplication> StartRpcAsync(WorkerChannels channels, MessagesInHand messages, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(channels);
        builder.Services.AddSingleton(messages);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = grpc.MaxSendMessageSize = null);
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<FunctionRpcService>();
        app.MapGrpcService<SettlementService>();
        await app.StartAsync();
        return app;
    }

    private static WebApplication CreateWeb(ListenAddresses addresses, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls([.. addresses.Urls]).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBodyBytes;
        });
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRouting();
        builder.Services.AddHttpForwarder();
        var app = builder.Build();
        app.UseRouting();
        return app;
    }

    private static Uri AddressOf(WebApplication app)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        foreach (var any in new[] { "//*", "//+", "//0.0.0.0", "//[::]" })
        {
            address = address.Replace(any, "//127.0.0.1", StringComparison.Ordinal);
        }

        return new Uri(address);
    }

    private static void Announce(HostSettings settings, IReadOnlyList<FunctionMetadata> functions, Uri address)
    {
        Console.WriteLine("Functions:");
        foreach (var function in functions)
        {
            Console.WriteLine(function.Is("httpTrigger")
                ? $"  {function.Name}: [{string.Join(',', FunctionEndpoints.Methods(function))}] {address}{FunctionEndpoints.Route(function, settings.HostJson["extensions:http:routePrefix"])}"
                : $"  {function.Name}: {function.TriggerType}");
        }

        Console.WriteLine($"ready: {address} ({functions.Count} functions, data in {settings.DataDirectory})");
    }
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using VideoPipeline.LocalHost.Worker.Protocol;

namespace VideoPipeline.Support.Worker;

/// <summary>The host's side of one worker's stream.</summary>
internal sealed class WorkerChannel : IDisposable
{
    private readonly Channel<StreamingMessage> _out = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<InvocationResponse>> _open = new();
    private readonly Dictionary<string, string> _ids = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationTokenSource _gone = new();
    private readonly TaskCompletionSource<IReadOnlyList<RpcFunctionMetadata>> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<RpcFunctionMetadata> _functions = [];
    private int _unloaded;

    /// <summary>Completes with the worker's functions once it has loaded them all.</summary>
    public Task<IReadOnlyList<RpcFunctionMetadata>> Ready => _ready.Task;

    public CancellationToken Gone => _gone.Token;

    public async Task RunAsync(
        IAsyncStreamReader<StreamingMessage> reader, IServerStreamWriter<StreamingMessage> writer, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _gone.Token);
        _out.Writer.TryWrite(new StreamingMessage { WorkerInitRequest = new WorkerInitRequest { HostVersion = "4.0.0", FunctionAppDirectory = AppContext.BaseDirectory } });
        try
        {
            await Task.WhenAny(ReadAsync(reader, end.Token), WriteAsync(writer, end.Token));
        }
        finally
        {
            Dispose();
        }
    }

    public async Task<InvocationResponse> InvokeAsync(string function, InvocationRequest request, CancellationToken cancellationToken = default)
    {
        await Ready;
        var answer = new TaskCompletionSource<InvocationResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        request.FunctionId = _ids[function];
        _open[request.InvocationId] = answer;
        if (_gone.IsCancellationRequested || !_out.Writer.TryWrite(new StreamingMessage { InvocationRequest = request }))
        {
            _open.TryRemove(request.InvocationId, out _);
            throw new WorkerGoneException();
        }

        await using (cancellationToken.Register(() => _out.Writer.TryWrite(
            new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = request.InvocationId } })))
        {
            return await answer.Task;
        }
    }

    public bool Has(string function) => _ids.ContainsKey(function);

    public void Dispose()
    {
        _gone.Cancel();
        _out.Writer.TryComplete();
        _ready.TrySetException(new WorkerGoneException());
        foreach (var open in _open.Values)
        {
            open.TrySetException(new WorkerGoneException());
        }
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> writer, CancellationToken cancellationToken)
    {
        await foreach (var message in _out.Reader.ReadAllAsync(cancellationToken))
        {
            await writer.WriteAsync(message, cancellationToken);
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<StreamingMessage> reader, CancellationToken cancellationToken)
    {
        while (await reader.MoveNext(cancellationToken))
        {
            Take(reader.Current);
        }
    }

    private void Take(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.WorkerInitResponse:
                _out.Writer.TryWrite(new StreamingMessage
                {
                    FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = AppContext.BaseDirectory },
                });
                break;
            case StreamingMessage.ContentOneofCase.FunctionMetadataResponse:
                Load([.. message.FunctionMetadataResponse.FunctionMetadataResults]);
                break;
            case StreamingMessage.ContentOneofCase.FunctionLoadResponse:
                var result = message.FunctionLoadResponse.Result;
                if (result.Status != StatusResult.Types.Status.Success)
                {
                    _ready.TrySetException(new InvalidOperationException($"A function does not load: {result.Exception?.Message}"));
                }
                else if (--_unloaded == 0)
                {
                    _ready.TrySetResult(_functions);
                }

                break;
            case StreamingMessage.ContentOneofCase.InvocationResponse:
                if (_open.TryRemove(message.InvocationResponse.InvocationId, out var answer))
                {
                    answer.TrySetResult(message.InvocationResponse);
                }

                break;
        }
    }

    private void Load(List<RpcFunctionMetadata> functions)
    {
        (_functions, _unloaded) = (functions, functions.Count);
        foreach (var function in functions)
        {
            _ids[function.Name] = function.FunctionId;
            _out.Writer.TryWrite(new StreamingMessage
            {
                FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.FunctionId, Metadata = function },
            });
        }
    }
}

/// <summary>The worker has died, and what it was doing with it.</summary>
internal sealed class WorkerGoneException() : Exception("The worker is gone.");

"""Error pages: each says what happened and what to do next, in the reader's language.

Django calls its handlers with arguments (the exception, the reason) that these pages don't need.
"""

from http import HTTPStatus
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from matou.kit.errors import DomainError
from matou.web.language import is_chinese


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer a DomainError with its own status and sentence."""
    message = error.message("zh" if is_chinese() else "en")
    titles = {
        403: _("您不能打开这一页"),
        404: _("没有找到"),
        410: _("已经失效"),
        413: _("送来的内容太大"),
        422: _("填写有误"),
        429: _("操作太频繁"),
    }
    title = titles.get(error.status, _("这一步没有完成"))
    if error.status == HTTPStatus.FORBIDDEN and request.method == "POST":
        title = _("这一步不能由您来做")
    return _answer(request, status=error.status, title=title, message=message, code=error.code)


def _answer(
    request: HttpRequest, *, status: int, title: str, message: str, code: str = ""
) -> HttpResponse:
    """Render a page, or for htmx a fragment that goes to the message corner."""
    facts = {"status": status, "title": title, "message": message, "error_code": code}
    facts["came_from"] = _came_from(request)
    if getattr(request, "htmx", False):
        response = render(request, "web/_refusal.html", facts, status=status)
        response["HX-Retarget"] = "#toasts"
        response["HX-Reswap"] = "beforeend"
        return response
    return render(request, "web/error.html", facts, status=status)


def _came_from(request: HttpRequest) -> str:
    """Return the page of this site that the reader came from, empty where that is this one."""
    referer = request.META.get("HTTP_REFERER", "")
    # Not get_host(): this page also answers a host that it refuses.
    host = request.META.get("HTTP_HOST") or request.META["SERVER_NAME"]
    if not url_has_allowed_host_and_scheme(referer, allowed_hosts={host}):
        return ""
    is_same = request.method == "GET" and urlsplit(referer).path == request.path
    return "" if is_same else referer


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400 (project's ``handler400``), or 413 to a form that is too large."""
    if isinstance(exception, RequestDataTooBig):
        return _answer(
            request,
            status=413,
            title=_("送来的内容太大"),
            message=_("这张表单超过 5 MB，没有保存。请返回上一页缩短文字；图片和文件请用上传框。"),
        )
    return _answer(
        request,
        status=400,
        title=_("请求无法读取"),
        message=_("浏览器送来的内容不完整或格式不对。请返回上一页重新填写后再提交。"),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer 403 (project's ``handler403``)."""
    return _answer(
        request,
        status=403,
        title=_("您不能打开这一页"),
        message=_("当前账号没有所需的权限。请换用有权限的账号登录，或联系管理员开通。"),
    )


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer 404 (project's ``handler404``)."""
    return _answer(
        request,
        status=404,
        title=_("没有找到这一页"),
        message=_("地址可能写错了，或者这一页已经移走。可以用上方的查码框按编号查找。"),
    )


def server_error(_request: HttpRequest) -> HttpResponse:
    """Answer 500 (project's ``handler500``) without touching the database."""
    page = loader.render_to_string(
        "web/error_plain.html",
        {
            "title": _("系统出错"),
            "message": _("这一步没有完成，我们已记录下来。请稍后再试；如仍不行，请联系管理员。"),
            "is_chinese": is_chinese(),
        },
    )
    return HttpResponse(page, status=500)


def unavailable(_request: HttpRequest) -> HttpResponse:
    """Answer 503 while the house is starting or under maintenance."""
    page = loader.render_to_string(
        "web/error_plain.html",
        {
            "title": _("暂停服务"),
            "message": _("系统正在启动或维护，请一分钟后再试。已提交的内容不会丢失。"),
            "is_chinese": is_chinese(),
        },
    )
    return HttpResponse(page, status=503, headers={"Retry-After": "60"})


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer 429 when somebody asks too often."""
    response = _answer(
        request,
        status=429,
        title=_("操作太频繁"),
        message=_("短时间内请求太多。请等一分钟再试。"),
    )
    response["Retry-After"] = "60"
    return response


def method_not_allowed(request: HttpRequest, *, allowed: str) -> HttpResponse:
    """Answer 405: somebody typed or reloaded the address of a form's answer."""
    response = _answer(
        request,
        status=405,
        title=_("这个地址不能直接打开"),
        message=_("它只接收表单。请从原来的页面上按按钮。"),
    )
    response["Allow"] = allowed
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form whose security token is missing or old (``CSRF_FAILURE_VIEW``)."""
    return _answer(
        request,
        status=403,
        title=_("页面已过期"),
        message=_("这个表单打开太久，或浏览器没有保存 Cookie。请刷新页面后重新提交。"),
    )

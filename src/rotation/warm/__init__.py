"""A process that has loaded everything once, and is forked for each notebook.

Starting a kernel costs two seconds, nearly all of it imports. The *zygote* imports them once, stays single-threaded
and runs nothing; a kernel (an unchanged ipykernel) or a job is a fork of it, made in a few milliseconds, with the
asker's environment, folder, limits and file descriptors. Whatever a fork does, the zygote is as it was.

``zygote`` is that process, ``client`` how others ask it, ``kernel`` the fork that becomes a kernel, ``provisioner``
and ``engine`` how Jupyter (nbval too) and papermill get at it.
"""
